ALTER TABLE "sign_in" ADD COLUMN "proved_at" BIGINT NOT NULL DEFAULT 0;

ALTER TABLE "sign_in" ADD COLUMN "second_at" BIGINT NULL;

ALTER TABLE "sign_in" ADD COLUMN "browser" TEXT NOT NULL DEFAULT '';

ALTER TABLE "invitation" ADD COLUMN "code_digest" TEXT NULL;

ALTER TABLE "invitation" ADD COLUMN "resets" TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX "invitation_code_digest" ON "invitation" ("code_digest");

CREATE TABLE "half_sign_in" ("id" TEXT NOT NULL PRIMARY KEY, "token_digest" TEXT NOT NULL, "user_id" TEXT NOT NULL, "own_phone" BOOLEAN NOT NULL, "expires_at" BIGINT NOT NULL, "tries" INTEGER NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE UNIQUE INDEX "half_sign_in_token_digest" ON "half_sign_in" ("token_digest");

CREATE INDEX "half_sign_in_user_id" ON "half_sign_in" ("user_id");

CREATE TABLE "sign_in_link" ("id" TEXT NOT NULL PRIMARY KEY, "token_digest" TEXT NOT NULL, "user_id" TEXT, "expires_at" BIGINT NOT NULL, "used_at" BIGINT, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE UNIQUE INDEX "sign_in_link_token_digest" ON "sign_in_link" ("token_digest");

CREATE INDEX "sign_in_link_user_id" ON "sign_in_link" ("user_id");

CREATE TABLE "known_browser" ("id" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "token_digest" TEXT NOT NULL, "seen_at" BIGINT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "known_browser_user_id" ON "known_browser" ("user_id");

CREATE UNIQUE INDEX "known_browser_token_digest" ON "known_browser" ("token_digest");

CREATE TABLE "authenticator" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "user_id" TEXT NOT NULL, "confirmed_at" BIGINT, "last_step" BIGINT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE UNIQUE INDEX "authenticator_user_id" ON "authenticator" ("user_id");

CREATE TABLE "recovery_code" ("id" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "code_digest" TEXT NOT NULL, "used_at" BIGINT, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "recovery_code_user_id" ON "recovery_code" ("user_id");

CREATE UNIQUE INDEX "recovery_code_user_id_code_digest" ON "recovery_code" ("user_id", "code_digest");

CREATE TABLE "passkey" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BYTEA, "revision" INTEGER NOT NULL, "user_id" TEXT NOT NULL, "credential_digest" TEXT NOT NULL, "sign_count" BIGINT NOT NULL, "created_at" BIGINT NOT NULL, "used_at" BIGINT, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE);

CREATE INDEX "passkey_user_id" ON "passkey" ("user_id");

CREATE UNIQUE INDEX "passkey_credential_digest" ON "passkey" ("credential_digest");

CREATE TABLE "passkey_challenge" ("id" TEXT NOT NULL PRIMARY KEY, "challenge_digest" TEXT NOT NULL, "expires_at" BIGINT NOT NULL);

CREATE UNIQUE INDEX "passkey_challenge_challenge_digest" ON "passkey_challenge" ("challenge_digest");
