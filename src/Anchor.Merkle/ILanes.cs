using System.Diagnostics.CodeAnalysis;

namespace Anchor.Merkle;

/// <summary>What <see cref="Sha256Lanes"/> asks of a register that holds one 32-bit word of several messages.</summary>
/// <typeparam name="TVector">The register.</typeparam>
internal unsafe interface ILanes<TVector> where TVector : unmanaged
{
    /// <summary>Whether this processor has every instruction used here.</summary>
    static abstract bool IsSupported { get; }

    static abstract TVector Broadcast(uint word);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Xor(TVector x, TVector y, TVector z);

    /// <summary>Bit by bit: y where x is set, else z.</summary>
    static abstract TVector Choice(TVector x, TVector y, TVector z);

    /// <summary>Bit by bit: what at least two of the three say.</summary>
    static abstract TVector Majority(TVector x, TVector y, TVector z);

    static abstract TVector ShiftRight(TVector x, [ConstantExpected] byte count);

    static abstract TVector RotateRight(TVector x, [ConstantExpected] byte count);

    /// <summary>Big-endian words to the processor's and back.</summary>
    static abstract TVector SwapBytes(TVector x);

    /// <summary>Reads four words of every fourth message, one message per 128 bits.</summary>
    /// <param name="source">The words of the first of them.</param>
    /// <param name="stride">How many words further the next one is.</param>
    static abstract TVector ReadEveryFourth(uint* source, int stride);

    /// <summary>Writes what <see cref="ReadEveryFourth"/> reads.</summary>
    static abstract void WriteEveryFourth(TVector x, uint* target, int stride);

    /// <summary>Exchanges rows and columns of the 4 × 4 words in each 128 bits of four registers.</summary>
    static abstract void Transpose(ref TVector x, ref TVector y, ref TVector z, ref TVector w);
}
