CREATE TABLE "own_exercise" ("id" TEXT NOT NULL PRIMARY KEY, "program_id" TEXT NOT NULL, "state" TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')), "content" TEXT NOT NULL, "published" TEXT, "version" INTEGER NOT NULL, "changed_at" INTEGER NOT NULL, "changed_by_id" TEXT, FOREIGN KEY ("program_id") REFERENCES "program" ("id") ON DELETE CASCADE, FOREIGN KEY ("changed_by_id") REFERENCES "user_account" ("id") ON DELETE SET NULL) STRICT;

CREATE INDEX "own_exercise_program_id" ON "own_exercise" ("program_id");

CREATE INDEX "own_exercise_changed_by_id" ON "own_exercise" ("changed_by_id");
