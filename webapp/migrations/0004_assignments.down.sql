DROP TABLE "assignment";
