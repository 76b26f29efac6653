using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;
using Anchor.JsonLd;
using Anchor.JsonLd.Jcs;
using Anchor.JsonLd.Rdfc;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.DataIntegrity;

/// <summary>The test vectors of W3C Data Integrity EdDSA Cryptosuites v1.0: every step between document and signature.</summary>
public sealed class EddsaVectorTests
{
    [Fact]
    public void Every_step_of_eddsa_rdfc_2022_gives_the_bytes_of_the_vector()
    {
        var unsecured = Json("unsigned.json");
        var configuration = Json("eddsa-rdfc-2022/proofConfigDataInt.json");
        Assert.Equal(Text("eddsa-rdfc-2022/canonDocDataInt.txt"), Encoding.UTF8.GetString(Rdfc10.Canonicalise(JsonLdProcessor.ToRdf(unsecured))));
        Assert.Equal(Text("eddsa-rdfc-2022/proofCanonDataInt.txt"), Encoding.UTF8.GetString(Rdfc10.Canonicalise(JsonLdProcessor.ToRdf(configuration))));
        var hasher = new ProofHasher(Cryptosuite.EddsaRdfc2022, KeyType.Ed25519);
        AssertHashes(hasher, unsecured, configuration, "eddsa-rdfc-2022", "DataInt");
    }

    [Fact]
    public void Every_step_of_eddsa_jcs_2022_gives_the_bytes_of_the_vector()
    {
        var unsecured = Json("unsigned.json");
        var configuration = Json("eddsa-jcs-2022/proofConfigJCS.json");
        Assert.Equal(Text("eddsa-jcs-2022/canonDocJCS.txt"), Encoding.UTF8.GetString(JsonCanonicaliser.Canonicalise(unsecured)));
        Assert.Equal(Text("eddsa-jcs-2022/proofCanonJCS.txt"), Encoding.UTF8.GetString(JsonCanonicaliser.Canonicalise(configuration)));
        var hasher = new ProofHasher(Cryptosuite.EddsaJcs2022, KeyType.Ed25519);
        AssertHashes(hasher, unsecured, configuration, "eddsa-jcs-2022", "JCS");
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022", "eddsa-rdfc-2022/signedDataInt.json")]
    [InlineData("eddsa-jcs-2022", "eddsa-jcs-2022/signedJCS.json")]
    public void Our_signer_gives_the_proof_of_the_vector(string suite, string path)
    {
        using var key = Multikey.ParseSecret(Json("keyPair.json").GetProperty("privateKeyMultibase").GetString()!).Value;
        var signer = new DataIntegritySigner(Cryptosuite.Find(suite)!, key);
        var ours = signer.Sign(Json("unsigned.json"), new ProofOptions { Created = new DateTimeOffset(2023, 2, 24, 23, 36, 38, TimeSpan.Zero) }).Value;
        var expected = JsonNode.Parse(Json(path).GetRawText())!;
        expected["proof"] = new JsonArray(expected["proof"]!.DeepClone());
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(ours)), Encoding.UTF8.GetString(ours));
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022/signedDataInt.json", 1)]
    [InlineData("eddsa-jcs-2022/signedJCS.json", 1)]
    [InlineData("proof-set-chain/signedProofSet1.json", 1)]
    [InlineData("proof-set-chain/signedProofSet2.json", 2)]
    [InlineData("proof-set-chain/signedProofChain1.json", 3)]
    [InlineData("proof-set-chain/signedProofChain2.json", 4)]
    public void Every_proof_of_a_signed_document_verifies(string path, int count)
    {
        var document = Json(path);
        var proofs = DataIntegrityProofs.Read(document).Value;
        Assert.Equal(count, proofs.Count);
        foreach (var proof in proofs)
        {
            var method = VerificationMethods.Resolve(proof.VerificationMethod!).Value;
            Assert.Null(DataIntegrityProofs.Verify(document, proof, method.Key, ProofExpectations.Assertion));
        }
    }

    [Fact]
    public void Our_signer_builds_the_sets_and_chains_of_the_vectors()
    {
        var pairs = Json("proof-set-chain/multiKeyPairs.json");
        var document = Encoding.UTF8.GetBytes(Json("unsigned.json").GetRawText());
        var configurations = new[] { "proofSetConfig1", "proofSetConfig2", "proofChainConfig1", "proofChainConfig2" };
        for (var i = 0; i < configurations.Length; i++)
        {
            var configuration = Json($"proof-set-chain/{configurations[i]}.json");
            using var key = Multikey.ParseSecret(pairs.GetProperty($"keyPair{i + 1}").GetProperty("privateKeyMultibase").GetString()!).Value;
            var proof = DataIntegrityProofs.Read(JsonElement.Parse($$"""{"proof":{{configuration.GetRawText()}}}""")).Value[0];
            document = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key).Sign(document, new ProofOptions
            {
                Created = proof.Created, Id = proof.Id, PreviousProofs = proof.PreviousProofs,
            }).Value;
        }
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json("proof-set-chain/signedProofChain2.json").GetRawText()), JsonNode.Parse(document)),
            Encoding.UTF8.GetString(document));
    }

    [Fact]
    public void The_signature_of_the_longer_example_verifies()
    {
        // Its context is not one of those that are known here, so the steps are taken from its canonical forms on.
        const string folder = "eddsa-rdfc-2022/employ/";
        var signed = Json(folder + "signedDataInt.json");
        var proof = DataIntegrityProofs.Read(signed).Value[0];
        var key = VerificationMethods.Resolve(proof.VerificationMethod!).Value.Key;
        Assert.Equal(Text(folder + "docHashDataInt.txt"), Hash(Text(folder + "canonDocDataInt.txt")));
        Assert.Equal(Text(folder + "proofHashDataInt.txt"), Hash(Text(folder + "proofCanonDataInt.txt")));
        Assert.True(key.Verify(Convert.FromHexString(Text(folder + "combinedHashDataInt.txt")), Convert.FromHexString(Text(folder + "sigHexDataInt.txt"))));
        Assert.Equal("jsonld.context_unknown", DataIntegrityProofs.Verify(signed, proof, key, ProofExpectations.Assertion)?.Code);
    }

    private static void AssertHashes(ProofHasher hasher, JsonElement unsecured, JsonElement configuration, string folder, string suffix)
    {
        var hashes = new byte[64];
        hasher.HashConfiguration(configuration, unsecured.GetProperty("@context"), hashes.AsSpan(0, 32));
        hasher.HashDocument(unsecured, hashes.AsSpan(32));
        Assert.Equal(Text($"{folder}/proofHash{suffix}.txt"), Convert.ToHexStringLower(hashes.AsSpan(0, 32)));
        Assert.Equal(Text($"{folder}/docHash{suffix}.txt"), Convert.ToHexStringLower(hashes.AsSpan(32)));
        Assert.Equal(Text($"{folder}/combinedHash{suffix}.txt"), Convert.ToHexStringLower(hashes));
        using var key = Multikey.ParseSecret(Json("keyPair.json").GetProperty("privateKeyMultibase").GetString()!).Value;
        var signature = new byte[64];
        Assert.Equal(64, key.Sign(hashes, signature));
        Assert.Equal(Text($"{folder}/sigHex{suffix}.txt"), Convert.ToHexStringLower(signature));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static JsonElement Json(string path) => JsonElement.Parse(Text(path));

    private static string Text(string path) => File.ReadAllText(W3cSuites.Require("data-integrity", "eddsa", path));
}
