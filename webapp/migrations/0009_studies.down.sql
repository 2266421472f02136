DROP TABLE "study";
