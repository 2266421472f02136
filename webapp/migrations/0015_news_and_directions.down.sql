ALTER TABLE "placement" DROP COLUMN "made_at";

DROP TABLE "directions";

ALTER TABLE "program_session" DROP COLUMN "news_at";

ALTER TABLE "program_session" DROP COLUMN "moved_at";
