namespace Anchor.Credentials.Issuing;

/// <summary>How a credential is secured by its issuer.</summary>
public enum CredentialFormat
{
    /// <summary>The JSON document with an <c>eddsa-rdfc-2022</c> proof inside; the default.</summary>
    DataIntegrity,

    /// <summary>A compact JWS around the document.</summary>
    VcJwt,

    /// <summary>The JSON document with an <c>eddsa-rdfc-2022</c> proof, and once it is anchored a <c>merkle-proof-2019</c> beside it; for whole batches.</summary>
    Blockcerts,
}

/// <summary>The names of formats in requests and events.</summary>
public static class CredentialFormats
{
    /// <summary>The name of a batch whose credentials were issued one by one, in any format.</summary>
    public const string Mixed = "mixed";

    private const string DataIntegrity = "data-integrity";
    private const string VcJwt = "vc-jwt";
    private const string Blockcerts = "blockcerts";

    /// <summary>The name of a format.</summary>
    public static string Name(this CredentialFormat format) => format switch
    {
        CredentialFormat.VcJwt => VcJwt,
        CredentialFormat.Blockcerts => Blockcerts,
        _ => DataIntegrity,
    };

    /// <summary>Reads a name; <see cref="CredentialFormat.DataIntegrity"/> when there is none. Code: <c>format.unknown</c>.</summary>
    public static Result<CredentialFormat> Parse(string? name) => name switch
    {
        null or DataIntegrity => CredentialFormat.DataIntegrity,
        VcJwt => CredentialFormat.VcJwt,
        Blockcerts => CredentialFormat.Blockcerts,
        _ => Error.Invalid("format.unknown", $"The format must be {DataIntegrity}, {VcJwt} or {Blockcerts}.", "$.format"),
    };
}
