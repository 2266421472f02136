ALTER TABLE "program_session" ADD COLUMN "moved_at" INTEGER NULL;

ALTER TABLE "program_session" ADD COLUMN "news_at" INTEGER NULL;

UPDATE "program_session" SET "moved_at" = "changed_at" WHERE "status" = 'moved';

UPDATE "program_session" SET "news_at" = "changed_at" WHERE "status" <> 'scheduled' OR "version" = 1;

CREATE TABLE "directions" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "place" TEXT NOT NULL, "words" TEXT NOT NULL, "version" INTEGER NOT NULL, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE) STRICT;

CREATE INDEX "directions_program_id" ON "directions" ("program_id");

CREATE UNIQUE INDEX "directions_program_id_place" ON "directions" ("program_id", "place");

ALTER TABLE "placement" ADD COLUMN "made_at" INTEGER NULL;
