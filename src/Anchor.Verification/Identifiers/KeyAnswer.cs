using Anchor.Credentials;
using Anchor.Credentials.Keys;

namespace Anchor.Verification.Identifiers;

/// <summary>The keys that may have signed under a name, or why none is known.</summary>
/// <param name="Keys">Empty exactly when there is a fault.</param>
/// <param name="Controller">Whose they were found to be, where their name alone does not say it.</param>
/// <param name="Fault">What is to be reported when there is no key.</param>
internal sealed record KeyAnswer(IReadOnlyList<PublicKey> Keys, string? Controller, KeyFault? Fault)
{
    public static KeyAnswer Of(IReadOnlyList<PublicKey> keys, string? controller = null) => new(keys, controller, null);

    public static KeyAnswer None(KeyFault fault) => new([], null, fault);
}

/// <summary>Why no key is known.</summary>
internal sealed record KeyFault(CheckResult Result, string Code, string Words)
{
    public static KeyFault Unresolvable { get; } = Unknown(
        "issuer.key_unresolvable", "The issuer's key cannot be found: its identifier does not contain one, the trust file names none for it, and none was fetched.");

    public static KeyFault Unknown(string code, string words) => new(CheckResult.Unknown, code, words);

    public static KeyFault Of(Error error) => Unknown(error.Code, $"The issuer's key is not known. {error.Message}");

    public Check Under(string name) => new(name, Result, Code, Printable.Line(Words));
}
