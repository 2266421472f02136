"""The words of the library: the codes a file may use, and what a participant reads for each."""

from flask_babel import lazy_gettext as _l

CATEGORIES = {
    "breathing": _l("Breathing"),
    "grounding": _l("Grounding"),
    "body": _l("Body"),
    "craving": _l("Cravings"),
    "mindfulness": _l("Mindfulness"),
    "cbt": _l("Thinking and doing"),
    "sleep": _l("Sleep"),
    "creative": _l("Drawing and making"),
}

HELPS = {
    "craving": _l("cravings"),
    "anxiety": _l("worry and fear"),
    "panic": _l("panic"),
    "anger": _l("anger"),
    "low_mood": _l("low mood"),
    "sleep": _l("sleep"),
    "dissociation": _l("feeling far away or unreal"),
    "stress": _l("stress"),
    "shame": _l("shame"),
    "relationships": _l("getting along with others"),
    "planning": _l("planning ahead"),
}

# Each is read before the start. The codes are those of the clinical reference.
CAUTIONS = {
    "HOLD": _l(
        "Leave out the breath holds if you are pregnant or had surgery not long ago. Leave them out if you have "
        "heart or lung disease, or high blood pressure that is not under control. Leave them out if they bring "
        "on panic."
    ),
    "PANIC": _l(
        "Watching the breath can make panic stronger for some people. If so, listen to a sound in the room "
        "instead, or stop and use your five senses."
    ),
    "TRAUMA": _l("Keep your eyes open. You choose where to put your attention, and you may skip any part."),
    "DISS": _l("If you feel unreal or numb right now, use your five senses first."),
    "PSYCH": _l(
        "Do you hear or see things others do not, or feel far too high and driven? Then do this with your clinician."
    ),
    "MED": _l(
        "Skip any part of the body that is hurt or healing. With a health condition, ask your doctor first."
    ),
    "ED": _l("Are food or body worries hard for you? Talk with your clinician before you try this."),
    "DRIVE": _l("Not while driving. Stop somewhere safe first."),
    "SI": _l(
        "If you have thoughts of ending your life, get help first. This exercise is not enough by itself."
    ),
    "MANIA": _l(
        "Have you ever had times of feeling far too high, or of hardly needing sleep? Talk with your clinician first."
    ),
    "DANGER": _l("Not for a danger that is real and still going on. Get safe first, and get help."),
    "GRIEF": _l("Not meant for fresh grief. If you lost someone not long ago, leave this for another day."),
    "PARTNER": _l(
        "Not with a partner or anyone else who could hurt you. Your safety comes first. Talk with your clinician."
    ),
    "FALLS": _l(
        "Do you fall easily, or feel weak when you get up? Talk with your doctor before you try this."
    ),
}

# What the 0-10 rating asks. Always the strength of something hard, so that a lower number after means relief.
FEELINGS = {
    "tension": _l("How tense do you feel right now?"),
    "distress": _l("How hard is this moment right now?"),
    "urge": _l("How strong is the urge right now?"),
    "craving": _l("How strong is the craving right now?"),
    "mood": _l("How heavy does your mood feel right now?"),
}

# What somebody feels now, and the codes of HELPS that answer it.
FEELS = {
    "craving": (_l("Craving"), {"craving"}),
    "anxiety": (_l("Fear or worry"), {"anxiety", "panic"}),
    "anger": (_l("Anger"), {"anger"}),
    "low_mood": (_l("Low mood"), {"low_mood", "shame"}),
    "sleep": (_l("Cannot sleep"), {"sleep"}),
    "numbness": (_l("Numb or far away"), {"dissociation"}),
}

# The time there is, in minutes at most.
TIMES = {
    "1": _l("1 minute"),
    "3": _l("Up to 3 minutes"),
    "5": _l("Up to 5 minutes"),
    "10": _l("Up to 10 minutes"),
}

KIND_NAMES = {
    "breath": _l("Breathing along"),
    "steps": _l("Steps"),
    "timed": _l("Led by a clock"),
    "grounding": _l("Five senses"),
    "wave": _l("Riding an urge"),
    "cards": _l("Cards to pick"),
    "timer": _l("A timer"),
    "worksheet": _l("Writing"),
    "draw": _l("Drawing"),
    "reading": _l("Reading"),
}
