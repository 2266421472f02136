DROP TABLE "own_exercise";
