namespace Anchor.Credentials.Bindings;

/// <summary>Every refusal of a binding.</summary>
internal static class BindingErrors
{
    public const string Malformed = "binding.malformed";
    public const string AccountMalformed = "binding.account_malformed";
    public const string AccountRepeated = "binding.account_repeated";
    public const string WindowEmpty = "binding.window_empty";

    public static Error SignatureInvalid { get; } =
        Error.Invalid("binding.signature_invalid", "The binding is not signed by the key that it names.");

    public static Error KeyNotOfIssuer { get; } =
        Error.Invalid("binding.key_not_of_issuer", "The key that signed the binding is not a key of its issuer.", "$.iss");

    /// <summary>The refusals of a JWT, said of a binding.</summary>
    public static Error Translate(Error error) => error.Code switch
    {
        "jwt.alg_not_allowed" => error with { Code = "binding.alg_not_allowed" },
        "jwt.kid_unresolvable" => error with { Code = "binding.kid_unresolvable" },
        _ => error with { Code = Malformed },
    };
}
