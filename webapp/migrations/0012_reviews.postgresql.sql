ALTER TABLE "cover" ADD COLUMN "begins_at" BIGINT NOT NULL DEFAULT 0;

ALTER TABLE "cover" ADD COLUMN "ends_at" BIGINT NOT NULL DEFAULT 0;

ALTER TABLE "program" ADD COLUMN "answer_days" INTEGER NULL;

CREATE INDEX "journal_entry_enrollment_id_raised_at" ON "journal_entry" ("enrollment_id", "raised_at") WHERE ("raised_at" IS NOT NULL);

CREATE INDEX "review_enrollment_id_flagged_at" ON "review" ("enrollment_id", "flagged_at") WHERE ("flagged_at" IS NOT NULL);

DROP INDEX "auditrecord_enrollment";

CREATE INDEX "auditrecord_enrollment_at_id" ON "audit_record" ("enrollment", "at", "id");
