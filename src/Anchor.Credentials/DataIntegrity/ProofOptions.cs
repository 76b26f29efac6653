using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>What a new proof says besides its key and its suite.</summary>
/// <remarks>A signer remembers what it computed for the options that it saw last, so one instance should serve many documents.</remarks>
public sealed record ProofOptions
{
    /// <summary>When the proof is made; whole seconds are written. Left out when null.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it ends; whole seconds are written.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What it is for; default <c>assertionMethod</c>.</summary>
    public string Purpose { get; init; } = "assertionMethod";

    /// <summary>For whom it is made; one is written as a string, several as an array.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The question that it answers.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whatever makes it differ from another proof.</summary>
    public string? Nonce { get; init; }

    /// <summary>Its id, an absolute URL, by which another proof may follow it.</summary>
    public string? Id { get; init; }

    /// <summary>The ids of the document's proofs that it follows; it covers them too.</summary>
    public IReadOnlyList<string> PreviousProofs { get; init; } = [];

    /// <summary>Whether the only proof of a document is written as an object rather than as an array of one; both mean the same. Default false.</summary>
    public bool SingleAsObject { get; init; }

    /// <summary>Writes the members of the proof, all but the value, into an object that has been begun.</summary>
    internal void WriteTo(Utf8JsonWriter writer, Cryptosuite suite, string verificationMethod)
    {
        if (Id is not null) writer.WriteString("id", Id);
        writer.WriteString("type", DataIntegrityProofs.ProofType);
        writer.WriteString("cryptosuite", suite.Name);
        if (Created is { } created) writer.WriteString("created", XsdDateTime.Format(created));
        if (Expires is { } expires) writer.WriteString("expires", XsdDateTime.Format(expires));
        writer.WriteString("verificationMethod", verificationMethod);
        writer.WriteString("proofPurpose", Purpose);
        WriteTexts(writer, "domain", Domains);
        if (Challenge is not null) writer.WriteString("challenge", Challenge);
        if (Nonce is not null) writer.WriteString("nonce", Nonce);
        WriteTexts(writer, "previousProof", PreviousProofs);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        if (texts.Count == 1)
        {
            writer.WriteString(name, texts[0]);
            return;
        }
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
