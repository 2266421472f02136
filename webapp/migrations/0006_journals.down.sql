DROP TABLE "entry_note";

DROP TABLE "draft";

DROP TABLE "entry_version";

DROP TABLE "signal";

DROP TABLE "cover";

ALTER TABLE "program" DROP COLUMN "tells_of_risk_words";

ALTER TABLE "program" DROP COLUMN "check_in_asks";

DROP INDEX "review_flagged_by_id";

ALTER TABLE "review" DROP COLUMN "flagged_by_id";

ALTER TABLE "review" DROP COLUMN "flagged_at";

ALTER TABLE "journal_entry" DROP COLUMN "raised_at";
