using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.DataIntegrity;

public sealed class DataIntegrityTests
{
    private static readonly ProofOptions Options = new() { Created = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero) };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string, KeyType> Suites => new()
    {
        { "eddsa-rdfc-2022", KeyType.Ed25519 }, { "eddsa-jcs-2022", KeyType.Ed25519 },
        { "ecdsa-rdfc-2019", KeyType.P256 }, { "ecdsa-rdfc-2019", KeyType.P384 },
        { "ecdsa-jcs-2019", KeyType.P256 }, { "ecdsa-jcs-2019", KeyType.P384 },
    };

    [Theory, MemberData(nameof(Suites))]
    public void A_signed_document_verifies_and_keeps_its_members(string suite, KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        var secured = new DataIntegritySigner(Cryptosuite.Find(suite)!, key).Sign(DocumentMaker.Utf8(document), Options).Value;
        Assert.Null(VerifyAll(secured));
        var members = JsonElement.Parse(secured).EnumerateObject().Select(p => p.Name).ToArray();
        Assert.Equal([.. document.Select(p => p.Key), "proof"], members);
        Assert.Equal(JsonValueKind.Array, JsonElement.Parse(secured).GetProperty("proof").ValueKind);
    }

    [Theory, MemberData(nameof(Suites))]
    public void No_corrupted_twin_verifies(string suite, KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        var secured = new DataIntegritySigner(Cryptosuite.Find(suite)!, key).Sign(DocumentMaker.Utf8(document), Options with
        {
            Expires = Options.Created!.Value.AddYears(1), Nonce = "n1", Id = "urn:uuid:1", Domains = ["a.example"], Challenge = "c1",
        }).Value;
        Assert.Null(VerifyAll(secured));
        var count = 0;
        foreach (var (path, twin) in DocumentMaker.Twins(JsonNode.Parse(secured)!.AsObject()))
        {
            Assert.True(VerifyAll(DocumentMaker.Utf8(twin)) is not null, path.Replace('\0', '.'));
            count++;
        }
        Assert.InRange(count, 40, 200);
    }

    [Theory, MemberData(nameof(Suites))]
    public void An_added_removed_or_renamed_member_is_found(string suite, KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var signer = new DataIntegritySigner(Cryptosuite.Find(suite)!, key);
        var secured = JsonNode.Parse(signer.Sign(DocumentMaker.Utf8(DocumentMaker.Badge(DidKey.Of(key.PublicKey))), Options).Value)!.AsObject();
        var changes = new Action<JsonObject>[]
        {
            d => d["description"] = "x",
            d => d.Remove("validUntil"),
            d => d["unknown"] = "x",
            d => d["credentialSubject"]!["unknown"] = "x",
            d => d["proof"]![0]!["nonce"] = "x",
            d => d["proof"]![0]!["unknown"] = "x",
            d => d["proof"]![0]!.AsObject().Remove("created"),
            d => d["@context"]!.AsArray().RemoveAt(1),
        };
        foreach (var change in changes)
        {
            var twin = secured.DeepClone().AsObject();
            change(twin);
            Assert.NotNull(VerifyAll(DocumentMaker.Utf8(twin)));
        }
    }

    [Theory, MemberData(nameof(Suites))]
    public void Another_key_does_not_verify(string suite, KeyType type)
    {
        using var key = SigningKey.Generate(type);
        using var other = SigningKey.Generate(type);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        var secured = JsonElement.Parse(new DataIntegritySigner(Cryptosuite.Find(suite)!, key).Sign(DocumentMaker.Utf8(document), Options).Value);
        var proof = DataIntegrityProofs.Read(secured).Value[0];
        Assert.Equal("proof.signature_invalid", DataIntegrityProofs.Verify(secured, proof, other.PublicKey, ProofExpectations.Assertion)?.Code);
        using var wrong = SigningKey.Generate(type == KeyType.Ed25519 ? KeyType.P256 : KeyType.Ed25519);
        Assert.Equal("proof.key_wrong_type", DataIntegrityProofs.Verify(secured, proof, wrong.PublicKey, ProofExpectations.Assertion)?.Code);
    }

    [Fact]
    public void White_space_order_and_escapes_do_not_matter()
    {
        using var key = SigningKey.Generate(KeyType.Ed25519);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        foreach (var suite in new[] { Cryptosuite.EddsaRdfc2022, Cryptosuite.EddsaJcs2022 })
        {
            var secured = JsonNode.Parse(new DataIntegritySigner(suite, key).Sign(DocumentMaker.Utf8(document), Options).Value)!.AsObject();
            var other = new JsonObject(secured.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
            Assert.Null(VerifyAll(JsonSerializer.SerializeToUtf8Bytes(other, Indented)));
        }
    }

    [Fact]
    public void A_jcs_proof_lets_contexts_be_appended_and_nothing_else()
    {
        using var key = SigningKey.Generate(KeyType.Ed25519);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        var secured = JsonNode.Parse(new DataIntegritySigner(Cryptosuite.EddsaJcs2022, key).Sign(DocumentMaker.Utf8(document), Options).Value)!;
        secured["@context"]!.AsArray().Add("https://example.org/more");
        Assert.Null(VerifyAll(DocumentMaker.Utf8(secured)));
        secured["@context"]!.AsArray().Insert(0, "https://example.org/more");
        Assert.Equal("proof.context_mismatch", VerifyAll(DocumentMaker.Utf8(secured))?.Code);
        secured.AsObject().Remove("@context");
        Assert.Equal("proof.context_mismatch", VerifyAll(DocumentMaker.Utf8(secured))?.Code);
    }

    [Theory]
    [InlineData(KeyType.Ed25519)]
    [InlineData(KeyType.P384)]
    public void A_credential_of_the_data_model_1_1_is_signed_and_verified(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        foreach (var suite in Cryptosuite.All.Where(s => s.Accepts(type)))
        {
            var document = DocumentMaker.Version11(DidKey.Of(key.PublicKey));
            var secured = new DataIntegritySigner(suite, key).Sign(DocumentMaker.Utf8(document), Options).Value;
            Assert.Null(VerifyAll(secured));
        }
    }

    [Fact]
    public void One_signer_serves_many_threads_options_and_contexts()
    {
        using var key = SigningKey.Generate(KeyType.Ed25519);
        var signer = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key);
        Parallel.For(0, 60, i =>
        {
            var did = DidKey.Of(key.PublicKey);
            var document = i % 3 == 0 ? DocumentMaker.Version11(did) : DocumentMaker.Badge(did);
            var options = i % 2 == 0 ? Options : Options with { Nonce = $"n{i % 4}" };
            var secured = signer.Sign(DocumentMaker.Utf8(document), options).Value;
            Assert.Null(VerifyAll(secured));
            Assert.Equal(options.Nonce, DataIntegrityProofs.Read(JsonElement.Parse(secured)).Value[0].Nonce);
        });
    }

    [Fact]
    public void What_would_be_lost_cannot_be_signed()
    {
        using var key = SigningKey.Generate(KeyType.Ed25519);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        document["unknown"] = "x";
        var signer = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key);
        Assert.StartsWith("jsonld.", signer.Sign(DocumentMaker.Utf8(document), Options).Error?.Code, StringComparison.Ordinal);
        document.Remove("unknown");
        document["@context"]!.AsArray().Add("https://example.org/unknown");
        Assert.Equal("jsonld.context_unknown", signer.Sign(DocumentMaker.Utf8(document), Options).Error?.Code);
        Assert.Equal("json.malformed", signer.Sign("{"u8, Options).Error?.Code);
        Assert.Equal("json.duplicate_key", signer.Sign("{\"a\":1,\"a\":2}"u8, Options).Error?.Code);
        Assert.Equal("proof.malformed", signer.Sign("[]"u8, Options).Error?.Code);
    }

    [Fact]
    public void A_suite_and_a_key_that_do_not_fit_are_a_bug()
    {
        using var key = SigningKey.Generate(KeyType.P256);
        Assert.Throws<ArgumentException>(() => new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key));
    }

    [Fact]
    public void A_text_with_a_direction_is_signed_with_it()
    {
        using var key = SigningKey.Generate(KeyType.Ed25519);
        var document = DocumentMaker.Badge(DidKey.Of(key.PublicKey));
        document["name"] = new JsonObject { ["@value"] = "تحليل", ["@language"] = "ar", ["@direction"] = "rtl" };
        var secured = JsonNode.Parse(new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key).Sign(DocumentMaker.Utf8(document), Options).Value)!;
        Assert.Null(VerifyAll(DocumentMaker.Utf8(secured)));
        secured["name"]!["@direction"] = "ltr";
        Assert.Equal("proof.signature_invalid", VerifyAll(DocumentMaker.Utf8(secured))?.Code);
    }

    internal static Error? VerifyAll(byte[] utf8, ProofExpectations? expectations = null)
    {
        var document = JsonElement.Parse(utf8);
        if (!DataIntegrityProofs.Read(document).TryGet(out var proofs, out var error)) return error;
        foreach (var proof in proofs)
        {
            if (!VerificationMethods.Resolve(proof.VerificationMethod ?? "").TryGet(out var method, out var unresolved)) return unresolved;
            if (DataIntegrityProofs.Verify(document, proof, method.Key, expectations ?? ProofExpectations.Assertion) is { } refused) return refused;
        }
        return null;
    }
}
