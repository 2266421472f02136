CREATE TABLE "answered" ("id" TEXT NOT NULL PRIMARY KEY, "user" TEXT NOT NULL, "key" TEXT NOT NULL, "fingerprint" TEXT NOT NULL, "location" TEXT NOT NULL, "at" INTEGER NOT NULL) STRICT;

CREATE UNIQUE INDEX "answered_user_key" ON "answered" ("user", "key");

CREATE TABLE "audit_record" ("id" INTEGER NOT NULL PRIMARY KEY, "at" INTEGER NOT NULL, "actor" TEXT, "action" TEXT NOT NULL, "enrollment" TEXT, "about_kind" TEXT, "about" TEXT, "request" TEXT) STRICT;

CREATE INDEX "auditrecord_enrollment" ON "audit_record" ("enrollment");

CREATE TABLE "user_account" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "email_digest" TEXT NOT NULL, "password_hash" TEXT, "locale" TEXT, "time_zone" TEXT, "active" INTEGER NOT NULL, "created_at" INTEGER NOT NULL) STRICT;

CREATE UNIQUE INDEX "user_account_email_digest" ON "user_account" ("email_digest");

CREATE TABLE "program" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "time_zone" TEXT NOT NULL, "country" TEXT NOT NULL, "starts_on" TEXT NOT NULL, "closed_on" TEXT NOT NULL, "source_digest" TEXT, "created_at" INTEGER NOT NULL) STRICT;

CREATE UNIQUE INDEX "program_name" ON "program" ("name");

CREATE TABLE "enrollment" ("id" TEXT NOT NULL PRIMARY KEY, "participant_id" TEXT NOT NULL, "program_id" TEXT NOT NULL, "admitted_on" TEXT NOT NULL, "ended_on" TEXT, "created_at" INTEGER NOT NULL, FOREIGN KEY ("participant_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE RESTRICT) STRICT;

CREATE INDEX "enrollment_participant_id" ON "enrollment" ("participant_id");

CREATE INDEX "enrollment_program_id" ON "enrollment" ("program_id");

CREATE TABLE "care_team_member" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment_id" TEXT NOT NULL, "clinician_id" TEXT NOT NULL, "since" INTEGER NOT NULL, "until" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "care_team_member_enrollment_id" ON "care_team_member" ("enrollment_id");

CREATE INDEX "care_team_member_clinician_id" ON "care_team_member" ("clinician_id");

CREATE INDEX "care_team_member_clinician_id_enrollment_id" ON "care_team_member" ("clinician_id", "enrollment_id");

CREATE TABLE "consent" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "guest_id" TEXT, "state" TEXT NOT NULL, "signed_at" INTEGER NOT NULL, "accepted_at" INTEGER, "confirmed_at" INTEGER, "expires_at" INTEGER NOT NULL, "revoked_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("guest_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "consent_enrollment_id" ON "consent" ("enrollment_id");

CREATE INDEX "consent_guest_id" ON "consent" ("guest_id");

CREATE INDEX "consent_guest_id_enrollment_id" ON "consent" ("guest_id", "enrollment_id");

CREATE TABLE "consent_item" ("id" TEXT NOT NULL PRIMARY KEY, "consent_id" TEXT NOT NULL, "item" TEXT NOT NULL, FOREIGN KEY ("consent_id") REFERENCES "consent" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "consent_item_consent_id" ON "consent_item" ("consent_id");

CREATE UNIQUE INDEX "consent_item_consent_id_item" ON "consent_item" ("consent_id", "item");

CREATE TABLE "data_key" ("id" TEXT NOT NULL PRIMARY KEY, "master" TEXT NOT NULL, "wrapped" BLOB NOT NULL, "created_at" INTEGER NOT NULL) STRICT;

CREATE TABLE "device" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "user_id" TEXT NOT NULL, "endpoint_digest" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "seen_at" INTEGER NOT NULL, "last_success_at" INTEGER, "last_failure" TEXT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "device_user_id" ON "device" ("user_id");

CREATE UNIQUE INDEX "device_endpoint_digest" ON "device" ("endpoint_digest");

CREATE TABLE "reminder" ("id" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "kind" TEXT NOT NULL, "about" TEXT NOT NULL, "due_at" INTEGER NOT NULL, "expires_at" INTEGER NOT NULL, "wake_at" INTEGER NOT NULL, "claimed_at" INTEGER, "claimed_by" TEXT, "attempts" INTEGER NOT NULL, "sent_at" INTEGER, "outcome" TEXT, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "reminder_user_id" ON "reminder" ("user_id");

CREATE UNIQUE INDEX "reminder_user_id_kind_about" ON "reminder" ("user_id", "kind", "about");

CREATE INDEX "reminder_user_id_due_at" ON "reminder" ("user_id", "due_at");

CREATE INDEX "reminder_to_do" ON "reminder" ("wake_at") WHERE ("outcome" IS NULL);

CREATE TABLE "device_delivery" ("id" TEXT NOT NULL PRIMARY KEY, "reminder_id" TEXT NOT NULL, "device_id" TEXT NOT NULL, "result" TEXT NOT NULL, "detail" TEXT NOT NULL, "at" INTEGER NOT NULL, FOREIGN KEY ("reminder_id") REFERENCES "reminder" ("id") ON DELETE CASCADE, FOREIGN KEY ("device_id") REFERENCES "device" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "device_delivery_reminder_id" ON "device_delivery" ("reminder_id");

CREATE INDEX "device_delivery_device_id" ON "device_delivery" ("device_id");

CREATE UNIQUE INDEX "device_delivery_reminder_id_device_id" ON "device_delivery" ("reminder_id", "device_id");

CREATE TABLE "invitation" ("id" TEXT NOT NULL PRIMARY KEY, "token_digest" TEXT NOT NULL, "user_id" TEXT, "consent_id" TEXT, "created_at" INTEGER NOT NULL, "expires_at" INTEGER NOT NULL, "used_at" INTEGER, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE, FOREIGN KEY ("consent_id") REFERENCES "consent" ("id") ON DELETE CASCADE) STRICT;

CREATE UNIQUE INDEX "invitation_token_digest" ON "invitation" ("token_digest");

CREATE INDEX "invitation_user_id" ON "invitation" ("user_id");

CREATE INDEX "invitation_consent_id" ON "invitation" ("consent_id");

CREATE TABLE "journal_entry" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('check_in', 'entry')), "written_at" INTEGER NOT NULL, "edited_at" INTEGER, "visibility" TEXT NOT NULL CHECK (visibility IN ('private', 'shared')), "shared_at" INTEGER, "waiting_since" INTEGER, "deleted_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "journal_entry_enrollment_id" ON "journal_entry" ("enrollment_id");

CREATE INDEX "journal_entry_enrollment_id_written_at_id" ON "journal_entry" ("enrollment_id", "written_at", "id");

CREATE INDEX "journal_entry_enrollment_id_waiting_since" ON "journal_entry" ("enrollment_id", "waiting_since") WHERE ("waiting_since" IS NOT NULL);

CREATE INDEX "journal_entry_deleted_at" ON "journal_entry" ("deleted_at") WHERE ("deleted_at" IS NOT NULL);

CREATE TABLE "level" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "code" TEXT NOT NULL, "name" TEXT NOT NULL, "weekly_hours" REAL NOT NULL, "position" INTEGER NOT NULL, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "level_program_id" ON "level" ("program_id");

CREATE UNIQUE INDEX "level_program_id_code" ON "level" ("program_id", "code");

CREATE TABLE "membership" ("id" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "program_id" TEXT NOT NULL, "role" TEXT NOT NULL CHECK (role IN ('clinician', 'coordinator')), FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "membership_user_id" ON "membership" ("user_id");

CREATE INDEX "membership_program_id" ON "membership" ("program_id");

CREATE UNIQUE INDEX "membership_user_id_program_id_role" ON "membership" ("user_id", "program_id", "role");

CREATE TABLE "placement" ("id" TEXT NOT NULL PRIMARY KEY, "enrollment_id" TEXT NOT NULL, "level_id" TEXT NOT NULL, "track" TEXT, "starts_on" TEXT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("level_id") REFERENCES "level" ("id") ON DELETE RESTRICT) STRICT;

CREATE INDEX "placement_enrollment_id" ON "placement" ("enrollment_id");

CREATE INDEX "placement_level_id" ON "placement" ("level_id");

CREATE UNIQUE INDEX "placement_enrollment_id_starts_on" ON "placement" ("enrollment_id", "starts_on");

CREATE TABLE "practice" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "slug" TEXT NOT NULL, "started_at" INTEGER NOT NULL, "finished_at" INTEGER, "visibility" TEXT NOT NULL CHECK (visibility IN ('private', 'shared')), FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "practice_enrollment_id" ON "practice" ("enrollment_id");

CREATE INDEX "practice_enrollment_id_started_at" ON "practice" ("enrollment_id", "started_at");

CREATE TABLE "series" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "position" INTEGER NOT NULL, "title" TEXT NOT NULL, "kind" TEXT NOT NULL, "weekdays" TEXT NOT NULL, "starts" TEXT NOT NULL, "minutes" INTEGER NOT NULL, "weeks" TEXT NOT NULL, "levels" TEXT NOT NULL, "track" TEXT, "capacity" INTEGER, "place" TEXT NOT NULL, "telehealth" TEXT NOT NULL, "guests_welcome" INTEGER NOT NULL, "topics" TEXT NOT NULL, "anchor_on" TEXT NOT NULL, "ends_on" TEXT, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "series_program_id" ON "series" ("program_id");

CREATE UNIQUE INDEX "series_program_id_position" ON "series" ("program_id", "position");

CREATE TABLE "program_session" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "series_id" TEXT, "enrollment_id" TEXT, "title" TEXT NOT NULL, "kind" TEXT NOT NULL, "topic" TEXT NOT NULL, "series_date" TEXT, "local_date" TEXT NOT NULL, "starts_at" INTEGER NOT NULL, "ends_at" INTEGER NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled', 'moved')), "place" TEXT NOT NULL, "telehealth" TEXT NOT NULL, "guests_welcome" INTEGER NOT NULL, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE, FOREIGN KEY ("series_id") REFERENCES "series" ("id") ON DELETE CASCADE, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "program_session_program_id" ON "program_session" ("program_id");

CREATE INDEX "program_session_series_id" ON "program_session" ("series_id");

CREATE INDEX "program_session_enrollment_id" ON "program_session" ("enrollment_id");

CREATE INDEX "program_session_program_id_local_date" ON "program_session" ("program_id", "local_date");

CREATE INDEX "program_session_series_id_local_date" ON "program_session" ("series_id", "local_date");

CREATE UNIQUE INDEX "program_session_of_group" ON "program_session" ("series_id", "series_date") WHERE ("enrollment_id" IS NULL);

CREATE UNIQUE INDEX "program_session_of_one" ON "program_session" ("series_id", "series_date", "enrollment_id") WHERE ("enrollment_id" IS NOT NULL);

CREATE TABLE "reminder_settings" ("id" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "is_on" INTEGER NOT NULL, "lead_minutes" INTEGER NOT NULL, "quiet_hours" TEXT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE UNIQUE INDEX "reminder_settings_user_id" ON "reminder_settings" ("user_id");

CREATE TABLE "review" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, "entry_id" TEXT NOT NULL, "clinician_id" TEXT NOT NULL, "read_at" INTEGER NOT NULL, "reviewed_at" INTEGER, "answered_by_id" TEXT, "answered_at" INTEGER, "seen_at" INTEGER, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE, FOREIGN KEY ("entry_id") REFERENCES "journal_entry" ("id") ON DELETE CASCADE, FOREIGN KEY ("clinician_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("answered_by_id") REFERENCES "user_account" ("id") ON DELETE RESTRICT) STRICT;

CREATE INDEX "review_enrollment_id" ON "review" ("enrollment_id");

CREATE UNIQUE INDEX "review_entry_id" ON "review" ("entry_id");

CREATE INDEX "review_clinician_id" ON "review" ("clinician_id");

CREATE INDEX "review_answered_by_id" ON "review" ("answered_by_id");

CREATE TABLE "sign_in" ("id" TEXT NOT NULL PRIMARY KEY, "token_digest" TEXT NOT NULL, "user_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "seen_at" INTEGER NOT NULL, "expires_at" INTEGER NOT NULL, "idle_minutes" INTEGER, FOREIGN KEY ("user_id") REFERENCES "user_account" ("id") ON DELETE CASCADE) STRICT;

CREATE UNIQUE INDEX "sign_in_token_digest" ON "sign_in" ("token_digest");

CREATE INDEX "sign_in_user_id" ON "sign_in" ("user_id");

CREATE TABLE "sign_in_tries" ("id" TEXT NOT NULL PRIMARY KEY, "email_digest" TEXT NOT NULL, "failures" INTEGER NOT NULL, "wait_until" INTEGER, "last_at" INTEGER NOT NULL) STRICT;

CREATE UNIQUE INDEX "sign_in_tries_email_digest" ON "sign_in_tries" ("email_digest");
