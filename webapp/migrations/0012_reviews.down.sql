CREATE INDEX "auditrecord_enrollment" ON "audit_record" ("enrollment");

DROP INDEX "auditrecord_enrollment_at_id";

DROP INDEX "review_enrollment_id_flagged_at";

DROP INDEX "journal_entry_enrollment_id_raised_at";

ALTER TABLE "program" DROP COLUMN "answer_days";

ALTER TABLE "cover" DROP COLUMN "ends_at";

ALTER TABLE "cover" DROP COLUMN "begins_at";
