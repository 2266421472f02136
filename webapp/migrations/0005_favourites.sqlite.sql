CREATE TABLE "favourites" ("id" TEXT NOT NULL PRIMARY KEY, "sealed" BLOB, "revision" INTEGER NOT NULL, "enrollment_id" TEXT NOT NULL, FOREIGN KEY ("enrollment_id") REFERENCES "enrollment" ("id") ON DELETE CASCADE) STRICT;

CREATE UNIQUE INDEX "favourites_enrollment_id" ON "favourites" ("enrollment_id");
