DROP TABLE "guest_check";

DROP TABLE "addressed_entry";

DROP TABLE "milestone";

DROP TABLE "how_to_help";

DROP TABLE "guest_words";
