#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* Variadic functions and function-like macros are invisible to Swift. */

static inline EVP_PKEY *dengbu_ec_keygen(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline EVP_PKEY *dengbu_sm2_keygen(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "SM2"); }
static inline long dengbu_bio_mem_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }
static inline void dengbu_free(void *pointer) { OPENSSL_free(pointer); }

static inline STACK_OF(X509) *dengbu_certificates_new(void) { return sk_X509_new_null(); }
static inline int dengbu_certificates_count(const STACK_OF(X509) *all) { return sk_X509_num(all); }
static inline X509 *dengbu_certificates_at(const STACK_OF(X509) *all, int index) { return sk_X509_value(all, index); }
/* Frees the list, not the certificates in it. */
static inline void dengbu_certificates_free(STACK_OF(X509) *all) { sk_X509_free(all); }
static inline void dengbu_certificates_free_all(STACK_OF(X509) *all) { sk_X509_pop_free(all, X509_free); }

static inline int dengbu_signers_count(CMS_ContentInfo *cms) { return sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)); }

/* SHA-256 of some bytes. The functions of one algorithm are deprecated since OpenSSL 3.0 in favour of EVP, which looks up and checks so much
   for each text that it costs as much again as a text of one block does. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline int dengbu_sha256(const void *bytes, size_t count, unsigned char *digest) {
    SHA256_CTX context;
    return SHA256_Init(&context) && SHA256_Update(&context, bytes, count) && SHA256_Final(digest, &context);
}
#pragma GCC diagnostic pop

/* Adds one extension in OpenSSL's text form, such as "critical,CA:TRUE". 1 on success. */
static inline int dengbu_add_extension(X509 *certificate, X509 *issuer, int nid, const char *text) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, text);
    if (!extension) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}
