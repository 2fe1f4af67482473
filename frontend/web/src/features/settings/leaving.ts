/** In the address when a provider sends the person back from proving who they are, to go on with leaving. */
export const RETURN_PARAM = 'leaving';
