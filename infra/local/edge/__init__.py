"""One local origin for web client, APIs and sign-in, standing where CloudFront does on AWS."""
