using Anchor.Credentials;
using Anchor.Credentials.Keys;
using Anchor.Verification.Identifiers;

namespace Anchor.Verification.Documents;

/// <summary>Finds the key behind a verification method among those that were gathered before.</summary>
internal static class KeyResolver
{
    /// <param name="ring">What was gathered.</param>
    /// <param name="issuer">For whom the keys are said to have signed; only addresses ask for it.</param>
    public static Func<string, Result<VerificationMethod>> Over(KeyRing ring, string? issuer) => id =>
    {
        var inline = VerificationMethods.Resolve(id);
        if (inline.Error is not { Code: "key.method_unsupported" }) return inline;
        var answer = ring.Of(id, issuer);
        if (answer.Fault is { } fault)
            return new Error(fault.Code, fault.Words, fault.Result == CheckResult.Unknown ? ErrorKind.Unavailable : ErrorKind.Invalid);
        // Where several keys are pinned, the method's name may say which of them it is.
        var key = answer.Keys.FirstOrDefault(each => each.Type != KeyType.Rsa && id.EndsWith(Multikey.Format(each), StringComparison.Ordinal)) ?? answer.Keys[0];
        return new VerificationMethod(id, answer.Controller ?? KeyRing.ControllerOf(id) ?? id, key);
    };
}
