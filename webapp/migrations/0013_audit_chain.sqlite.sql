ALTER TABLE "audit_record" ADD COLUMN "seq" INTEGER NULL;

ALTER TABLE "audit_record" ADD COLUMN "mac" TEXT NULL;

CREATE UNIQUE INDEX "audit_record_seq" ON "audit_record" ("seq");

CREATE INDEX "audit_record_actor_at" ON "audit_record" ("actor", "at");

CREATE TABLE "audit_head" ("id" TEXT NOT NULL PRIMARY KEY, "seq" INTEGER NOT NULL, "mac" TEXT NOT NULL) STRICT;

CREATE TRIGGER "audit_record_stays" BEFORE DELETE ON "audit_record" BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;

CREATE TRIGGER "audit_record_is_fixed" BEFORE UPDATE ON "audit_record" WHEN OLD."mac" IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
