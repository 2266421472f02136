ALTER TABLE "audit_record" ADD COLUMN "seq" BIGINT NULL;

ALTER TABLE "audit_record" ADD COLUMN "mac" TEXT NULL;

CREATE UNIQUE INDEX "audit_record_seq" ON "audit_record" ("seq");

CREATE INDEX "audit_record_actor_at" ON "audit_record" ("actor", "at");

CREATE TABLE "audit_head" ("id" TEXT NOT NULL PRIMARY KEY, "seq" BIGINT NOT NULL, "mac" TEXT NOT NULL);

CREATE FUNCTION "audit_record_is_fixed"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END $$;

CREATE TRIGGER "audit_record_stays" BEFORE DELETE ON "audit_record" FOR EACH ROW EXECUTE FUNCTION "audit_record_is_fixed"();

CREATE TRIGGER "audit_record_is_fixed" BEFORE UPDATE ON "audit_record" FOR EACH ROW WHEN (OLD."mac" IS NOT NULL) EXECUTE FUNCTION "audit_record_is_fixed"();
