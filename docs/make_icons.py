"""Draw the app icon (an amber trail blaze over contour lines) and write every size of it to static/icons.

Run by hand after changing the drawing: python docs/make_icons.py. Nothing in it may hint at treatment.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

BLAZE = "M205 148c31-6 73-6 102-2 6 76 5 144 1 220-32 6-72 5-103 1-6-74-6-144 0-219Z"
# One height line of a hill, drawn again larger and further down the slope, as on a trail map.
CONTOUR = (
    "M236 84c66-24 104 22 136 60s58 74 38 132-2 104-60 140"
    "-116 2-164-14-92-44-86-108 24-74 42-118 30-70 94-92Z"
)
HEIGHTS = ((1, 0, 0), (1.36, 18, -14), (1.8, 34, -40), (2.3, 60, -60), (2.9, 84, -96))


def contours() -> str:
    """The height lines; a line is as thin on the large ones as on the small."""
    lines = (
        f'<path d="{CONTOUR}" stroke-width="{8 / size:.2f}"'
        f' transform="translate({256 + right} {256 + down}) scale({size}) translate(-262 -254)"/>'
        for size, right, down in HEIGHTS
    )
    return f'<g fill="none" stroke="#35614c">{"".join(lines)}</g>'


def drawing(corner: int, size: float = 1.0) -> str:
    """The icon at 512 units; `corner` rounds its ground, `size` shrinks the blaze for masks."""
    place = f"translate(256 256) rotate(3) scale({size}) translate(-256 -257)"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">'
        f'<clipPath id="ground"><rect width="512" height="512" rx="{corner}"/></clipPath>'
        '<g clip-path="url(#ground)">'
        '<path fill="#1f4a38" d="M0 0h512v512H0z"/>'
        f'{contours()}<path d="{BLAZE}" fill="#e59a2a" transform="{place}"/></g></svg>'
    )


BADGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
    '<path fill="#fff" d="M35 9c8-2 18-2 26-1 2 26 2 54 0 79-8 2-18 2-26 0-2-25-2-53 0-78Z"/></svg>'
)
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="#1f4a38"/>'
    '<path fill="#e59a2a" d="M11.5 5c3-.6 6.2-.6 9-.2.5 7.5.4 15 0 22.3'
    '-3 .6-6.2.5-9 .1-.5-7.3-.5-14.8 0-22.2Z"/></svg>\n'
)

PICTURES = {
    "app-192.png": (192, drawing(corner=112)),
    "app-512.png": (512, drawing(corner=112)),
    "maskable-512.png": (512, drawing(corner=0, size=0.86)),
    "apple-touch-180.png": (180, drawing(corner=0)),
    "badge-96.png": (96, BADGE),
}


def main() -> None:
    (ICONS / "favicon.svg").write_text(FAVICON)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (side, svg) in PICTURES.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{side}px}}</style>{svg}")
            page.screenshot(path=ICONS / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
