using Anchor.Merkle;
using Org.BouncyCastle.Crypto.Digests;

namespace Anchor.Chain.Encoding;

/// <summary>Keccak-256 as the EVM has it: the original padding, therefore not FIPS 202 SHA3-256.</summary>
public static class Keccak256
{
    /// <summary>Keccak-256 of exactly the given bytes.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(256);
        var input = data.ToArray();
        digest.BlockUpdate(input, 0, input.Length);
        var output = new byte[Hash32.Length];
        digest.DoFinal(output, 0);
        return new Hash32(output);
    }

    /// <summary>Keccak-256 of the UTF-8 bytes of a text, as signatures of functions, events and types are hashed.</summary>
    public static Hash32 Hash(string text) => Hash(System.Text.Encoding.UTF8.GetBytes(text));
}
