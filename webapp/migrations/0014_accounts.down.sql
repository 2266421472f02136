DROP TABLE "passkey_challenge";

DROP TABLE "passkey";

DROP TABLE "recovery_code";

DROP TABLE "authenticator";

DROP TABLE "known_browser";

DROP TABLE "sign_in_link";

DROP TABLE "half_sign_in";

DROP INDEX "invitation_code_digest";

ALTER TABLE "invitation" DROP COLUMN "resets";

ALTER TABLE "invitation" DROP COLUMN "code_digest";

ALTER TABLE "sign_in" DROP COLUMN "browser";

ALTER TABLE "sign_in" DROP COLUMN "second_at";

ALTER TABLE "sign_in" DROP COLUMN "proved_at";
