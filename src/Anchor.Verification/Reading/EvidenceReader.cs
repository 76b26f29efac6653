using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Baking;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.DataModel;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Verification.Reading;

/// <summary>Takes a bundle, a badge picture or a bare credential apart; every input is bounded and nothing throws.</summary>
internal static class EvidenceReader
{
    private static readonly JsonBounds CredentialBounds = new(Bundle.DefaultBounds.MaxBytes, JsonBounds.Default.MaxDepth);

    public static Evidence Read(ReadOnlySpan<byte> document, DocumentCanonicaliser canonicaliser, KnownParts parts)
    {
        if (BadgeImage.FormatOf(document) != BadgeImageFormat.None)
        {
            if (!BadgeImage.Read(document).TryGet(out var unbaked, out var picture)) return new Evidence { ShapeFault = Fault(picture) };
            document = unbaked;
        }
        var trimmed = document.Trim(" \t\r\n"u8);
        if (LooksLikeJwt(trimmed)) return OfJwt(trimmed, new Evidence { IsBare = true }, parts);
        if (!BoundedJson.Parse(document, Bundle.DefaultBounds).TryGet(out var element, out var error)) return new Evidence { ShapeFault = Fault(error) };
        if (CredentialFile.IsDocument(element)) return OfDocument(element, new Evidence { IsBare = true }, canonicaliser, parts);

        var (read, fault) = BundleWithFault.Read(element);
        if (!read.TryGet(out var bundle, out error)) return new Evidence { ShapeFault = Fault(error) };
        var evidence = new Evidence { Proof = bundle.InclusionProof, ProofFault = fault, Binding = bundle.Binding, Anchors = bundle.Anchors, Tokens = bundle.Tokens };
        return bundle.Credential.CompactJws is { } compact
            ? OfJwt(Encoding.ASCII.GetBytes(compact), evidence, parts)
            : OfDocument(bundle.Credential.Document!.Value, evidence, canonicaliser, parts);
    }

    /// <summary>Whether this is a compact JWT at first sight, so that it is stored and asked about as one.</summary>
    public static bool LooksLikeJwt(ReadOnlySpan<byte> text) => CredentialFile.IsCompactJws(text);

    private static Evidence OfJwt(ReadOnlySpan<byte> compact, Evidence evidence, KnownParts parts)
    {
        evidence = evidence with { Leaf = CredentialLeaf.OfJwt(compact) };
        if (!VcJwt.Parse(compact, CredentialBounds).TryGet(out var jwt, out var error))
            return evidence with { ShapeFault = IsForeign(error, compact) ? Foreign(error) : Fault(error) };
        return evidence with { Jwt = jwt, Credential = jwt.Claims, ShapeFault = FirstViolation(jwt.Claims, parts) };
    }

    private static Evidence OfDocument(JsonElement document, Evidence evidence, DocumentCanonicaliser canonicaliser, KnownParts parts)
    {
        if (TooDeep(JsonMarshal.GetRawUtf8Value(document)) is { } unbounded) return evidence with { ShapeFault = Fault(unbounded) };
        var signed = canonicaliser.Read(document);
        return MerkleEvidence.Add(signed, evidence) with
        {
            Credential = document, Signed = signed, ShapeFault = FirstViolation(document, parts),
            Leaf = signed.Leaf.TryGet(out var leaf, out _) ? leaf : null,
        };
    }

    // A bundle may be a little deeper than the credential in it. Whoever opens fewer brackets than may be nested needs no second reading.
    private static Error? TooDeep(ReadOnlySpan<byte> credential) =>
        credential.Count((byte)'{') + credential.Count((byte)'[') <= CredentialBounds.MaxDepth ? null : BoundedJson.Parse(credential, CredentialBounds).Error;

    private static Check? FirstViolation(JsonElement credential, KnownParts parts)
    {
        // A type is signed like everything else, so nobody turns a badge into something with fewer rules.
        var (violations, model) = OpenBadgeValidator.IsBadge(credential) || OpenBadgeValidator.IsEndorsement(credential)
            ? (OpenBadgeValidator.Validate(credential, parts), "Open Badges 3.0") : (DataModelValidator.ValidateCredential(credential), "the W3C data model");
        if (violations.Count == 0) return null;
        var rules = violations.Count == 1 ? "a rule" : $"{violations.Count} rules";
        return Check.Fail(CheckNames.Shape, violations[0].Code, $"The credential breaks {rules} of {model}, first at {violations[0].Path}: {violations[0].Rule}");
    }

    private static Check Fault(Error error) => Check.Fail(CheckNames.Shape, error.Code, $"The file cannot be read as a credential: {error.Message}");

    private static Check Foreign(Error error) =>
        Check.Unknown(CheckNames.Shape, error.Code, "The credential is secured in a way that this verifier does not know, so it cannot be read here.");

    // Other issuers' algorithms and key references are no fault of theirs; a token that says it is unsigned is.
    private static bool IsForeign(Error error, ReadOnlySpan<byte> compact) =>
        error.Code == "jwt.kid_unresolvable" || (error.Code == "jwt.alg_not_allowed" && !JwtHeader.SaysUnsigned(compact));
}
