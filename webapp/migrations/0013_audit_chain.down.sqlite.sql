DROP TRIGGER "audit_record_is_fixed";

DROP TRIGGER "audit_record_stays";

DROP TABLE "audit_head";

DROP INDEX "audit_record_actor_at";

DROP INDEX "audit_record_seq";

ALTER TABLE "audit_record" DROP COLUMN "mac";

ALTER TABLE "audit_record" DROP COLUMN "seq";
