ALTER TABLE "lost_device" DROP COLUMN "endpoint_digest";

ALTER TABLE "device" DROP COLUMN "sign_in";
