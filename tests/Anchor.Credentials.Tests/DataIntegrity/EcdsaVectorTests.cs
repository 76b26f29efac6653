using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.DataIntegrity;

/// <summary>Documents that another implementation signed with ECDSA once, with the hashes on the way and the leaf.</summary>
public sealed class EcdsaVectorTests
{
    private static readonly JsonElement[] Cases =
        [.. Repository.Vector("data-integrity-ecdsa.json").GetProperty("cases").EnumerateArray()];

    [Fact]
    public void Every_proof_verifies_and_every_hash_on_the_way_is_the_vectors()
    {
        Assert.Equal(4, Cases.Length);
        foreach (var vector in Cases)
        {
            var suite = Cryptosuite.Find(Text(vector, "cryptosuite"))!;
            var key = Multikey.Parse(Text(vector, "publicKeyMultibase")).Value;
            Assert.Equal(Text(vector, "curve") == "P-256" ? KeyType.P256 : KeyType.P384, key.Type);
            var document = vector.GetProperty("signed");
            var proof = Assert.Single(DataIntegrityProofs.Read(document).Value);
            Assert.Null(DataIntegrityProofs.Verify(document, proof, key, ProofExpectations.Assertion));

            var hasher = new ProofHasher(suite, key.Type);
            var hash = new byte[hasher.Length];
            hasher.HashConfiguration(proof.Element, document.GetProperty("@context"), hash);
            Assert.Equal(Text(vector, "proofHash"), Convert.ToHexStringLower(hash));
            hasher.HashDocument(DocumentParts.WithProofs(document, []), hash);
            Assert.Equal(Text(vector, "documentHash"), Convert.ToHexStringLower(hash));
        }
    }

    [Fact]
    public void Our_signature_with_the_vectors_key_verifies_like_theirs()
    {
        foreach (var vector in Cases)
        {
            using var key = Multikey.ParseSecret(Text(vector, "testSecretKeyMultibase")).Value;
            Assert.Equal(Text(vector, "publicKeyMultibase"), Multikey.Format(key.PublicKey));
            var signed = vector.GetProperty("signed");
            var ours = new DataIntegritySigner(Cryptosuite.Find(Text(vector, "cryptosuite"))!, key)
                .Sign(DocumentParts.WithProofs(signed, []), new ProofOptions { Created = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero) }).Value;
            Assert.Null(DataIntegrityTests.VerifyAll(ours));

            // ECDSA is random: all but the value is the same.
            var (left, right) = (JsonNode.Parse(ours)!, JsonNode.Parse(signed.GetRawText())!);
            left["proof"] = left["proof"]![0]!.DeepClone();
            left["proof"]!.AsObject().Remove("proofValue");
            right["proof"]!.AsObject().Remove("proofValue");
            Assert.True(JsonNode.DeepEquals(left, right));
        }
    }

    [Fact]
    public void The_leaf_is_that_of_the_vector()
    {
        foreach (var vector in Cases)
            Assert.Equal(Text(vector, "leaf"), CredentialLeaf.OfDocument(vector.GetProperty("signed")).Value.ToString());
    }

    private static string Text(JsonElement vector, string member) => vector.GetProperty(member).GetString()!;
}
