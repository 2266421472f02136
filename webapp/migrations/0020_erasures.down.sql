ALTER TABLE "program" DROP COLUMN "keeps_records";

ALTER TABLE "enrollment" DROP COLUMN "withdrawn_at";

DROP TABLE "erasure";
