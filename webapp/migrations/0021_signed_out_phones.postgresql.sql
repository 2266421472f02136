ALTER TABLE "device" ADD COLUMN "sign_in" TEXT NOT NULL DEFAULT '';

ALTER TABLE "lost_device" ADD COLUMN "endpoint_digest" TEXT NULL;
