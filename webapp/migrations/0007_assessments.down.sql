DROP TABLE "assessment_policy";

DROP TABLE "partial_answers";

DROP TABLE "answering";

DROP TABLE "assigned_instrument";
