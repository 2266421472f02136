DROP TABLE "letter";

DROP TABLE "feed";

DROP TABLE "commitment";

DROP TABLE "reflection";

DROP TABLE "taught";

DROP TABLE "correction";

DROP TABLE "attendance";

DROP TABLE "notice";

DROP TABLE "busy_time";

DROP TABLE "seat";

DROP TABLE "stand_in";

DROP TABLE "facilitator";

ALTER TABLE "program_session" DROP COLUMN "version";

ALTER TABLE "program_session" DROP COLUMN "was_at";

ALTER TABLE "program_session" DROP COLUMN "changed_at";

DROP INDEX "series_follows_id";

ALTER TABLE "series" DROP COLUMN "version";

ALTER TABLE "series" DROP COLUMN "follows_id";

ALTER TABLE "program" DROP COLUMN "gives_seats_at_once";
