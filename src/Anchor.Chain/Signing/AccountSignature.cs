using System.Buffers.Binary;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>
/// Finds out whether an account signed a digest, whatever kind of account it is: one with a key (ECDSA), a contract
/// (ERC-1271), or a contract that is not deployed yet (ERC-6492).
/// </summary>
/// <param name="client">The node that knows the account's code.</param>
public sealed class AccountSignature(IEvmClient client)
{
    /// <summary>The longest signature that is looked at, in bytes.</summary>
    public const int MaxLength = 8192;

    private static readonly AbiSignature IsValidSignature = new("isValidSignature(bytes32,bytes)");

    // ERC-6492: what a signature ends with that says how its account would be deployed.
    private static readonly Hash32 Undeployed = Hash32.Parse("0x6492649264926492649264926492649264926492649264926492649264926492");

    /// <returns>False for everything that is no signature of this account.</returns>
    /// <exception cref="RpcException">The node did not say; nothing is known.</exception>
    public async Task<bool> IsOfAsync(Address account, Hash32 digest, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
    {
        if (signature.Length is 0 or > MaxLength) return false;
        if (EvmSignature.TryParse(Canonical(signature.Span), out var plain) && plain.TryRecover(digest, out var signer) && signer == account) return true;
        if (signature.Length > Hash32.Length && signature.Span[^Hash32.Length..].SequenceEqual(Undeployed.AsSpan()))
            return TryUnwrap(signature.Span[..^Hash32.Length], out var factory, out var deployment, out var inner)
                && await IsAcceptedAsync(new CallRequest(null, Probe(factory, deployment, account, Question(digest, inner))), cancellationToken).ConfigureAwait(false);
        if ((await client.GetCodeAsync(account, BlockId.Latest, cancellationToken).ConfigureAwait(false)).Length == 0) return false;
        return await IsAcceptedAsync(new CallRequest(account, Question(digest, signature.Span)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The form that contracts take: some wallets write the recovery id itself where 27 or 28 belongs.</summary>
    public static byte[] Canonical(ReadOnlySpan<byte> signature)
    {
        var copy = signature.ToArray();
        if (copy.Length == EvmSignature.Length && copy[^1] <= 1) copy[^1] += 27;
        return copy;
    }

    private static byte[] Question(Hash32 digest, ReadOnlySpan<byte> signature) => new AbiEncoder().Add(digest).AddBytes(signature).EncodeCall(IsValidSignature);

    /// <summary>The answer is the function's own selector, as a word with nothing else in it.</summary>
    private async Task<bool> IsAcceptedAsync(CallRequest call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.CallAsync(call, BlockId.Latest, cancellationToken).ConfigureAwait(false);
            return answer.Length == Hash32.Length && BinaryPrimitives.ReadUInt32BigEndian(answer) == IsValidSignature.Selector && !answer.AsSpan(4).ContainsAnyExcept((byte)0);
        }
        catch (RpcErrorException)
        {
            return false; // a contract that refuses by reverting
        }
    }

    /// <summary>ERC-6492: abi.encode(factory, factory's call data, the account's own signature).</summary>
    private static bool TryUnwrap(ReadOnlySpan<byte> wrapped, out Address factory, out byte[] deployment, out byte[] inner)
    {
        (factory, deployment, inner) = (default, [], []);
        try
        {
            var words = new AbiReader(wrapped);
            (factory, deployment, inner) = (words.ReadAddress(), words.ReadBytes(), words.ReadBytes());
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// Creation code for a call without a receiver, which leaves nothing behind: lets the factory deploy the account, asks the
    /// account, and gives back the word that it answered; reverts where it answered nothing or refused.
    /// </summary>
    private static byte[] Probe(Address factory, byte[] deployment, Address account, byte[] question)
    {
        const int CodeLength = 117;
        const byte Accepted = 104;
        byte[] code =
        [
            // memory[0..] = the deployment; call(gas, factory, 0, 0, its length, 0, 0), whose success does not matter
            0x62, .. Size(deployment.Length), 0x62, .. Size(CodeLength), 0x60, 0, 0x39,
            0x60, 0, 0x60, 0, 0x62, .. Size(deployment.Length), 0x60, 0, 0x60, 0, 0x73, .. factory.AsSpan(), 0x5a, 0xf1, 0x50,
            // memory[0..] = the question; staticcall(gas, account, 0, its length, 0, 0)
            0x62, .. Size(question.Length), 0x62, .. Size(CodeLength + deployment.Length), 0x60, 0, 0x39,
            0x60, 0, 0x60, 0, 0x62, .. Size(question.Length), 0x60, 0, 0x73, .. account.AsSpan(), 0x5a, 0xfa,
            // success and a returned word, or revert
            0x60, 32, 0x3d, 0x14, 0x16, 0x60, Accepted, 0x57, 0x60, 0, 0x60, 0, 0xfd,
            // Accepted: return the word
            0x5b, 0x60, 32, 0x60, 0, 0x60, 0, 0x3e, 0x60, 32, 0x60, 0, 0xf3,
        ];
        return [.. code, .. deployment, .. question];
    }

    private static byte[] Size(int length) => [(byte)(length >> 16), (byte)(length >> 8), (byte)length];
}
