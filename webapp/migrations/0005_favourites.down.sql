DROP TABLE "favourites";
