using System.Security.Cryptography;
using Anchor.Credentials.StatusLists;

namespace Anchor.Credentials.Tests.StatusLists;

public sealed class IndexPermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(131_072)]
    public void Every_place_is_given_out_once(int size)
    {
        var places = new IndexPermutation(size, Seed(size));
        var seen = new bool[size];
        for (var k = 0; k < size; k++)
        {
            var place = places.At(k);
            Assert.False(seen[place], $"size {size}: {place} comes twice, the second time for {k}");
            seen[place] = true;
        }
    }

    [Fact]
    public void Another_seed_or_size_gives_another_order()
    {
        var order = Order(131_072, Seed(1));
        Assert.Equal(order, Order(131_072, Seed(1)));
        Assert.NotEqual(order, Order(131_072, Seed(2)));
        Assert.NotEqual(order, Order(131_080, Seed(1)));
    }

    [Fact]
    public void Neighbours_lie_as_far_apart_as_chance_puts_them()
    {
        var order = Order(131_072, Seed(3), 4000);
        // Two places of chance lie a third of the list apart on average, and half of the second ones lie higher.
        Assert.InRange(order.Zip(order.Skip(1), (a, b) => Math.Abs(a - b)).Average() / 131_072, 0.30, 0.37);
        Assert.InRange(order.Zip(order.Skip(1), (a, b) => b > a ? 1 : 0).Average(), 0.46, 0.54);
        Assert.InRange(order.Average() / 131_072, 0.47, 0.53);
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(131_072, 9)]
    [InlineData(16_777_216, 12)]
    [InlineData(16_777_217, 13)]
    public void Every_place_is_the_definitions_also_when_many_ask_at_once_and_again(int size, int half)
    {
        var places = new IndexPermutation(size, Seed(4));
        for (var time = 0; time < 2; time++)
            Parallel.For(0, Math.Min(size, 500), k => Assert.Equal(Defined(k, size, half, Seed(4)), places.At(k)));
    }

    // The remarks of IndexPermutation, word by word.
    private static int Defined(int k, int size, int half, byte[] seed)
    {
        var x = (ulong)k;
        do
        {
            var (left, right) = (x >> half, x & ((1ul << half) - 1));
            for (byte round = 0; round < 10; round++)
            {
                byte[] preimage = [.. "anchor.status-index.v1\0"u8, .. BigEndian(size), round, .. BigEndian((int)right)];
                var value = HMACSHA256.HashData(seed, preimage).Take(4).Aggregate(0ul, (sum, each) => sum << 8 | each);
                (left, right) = (right, left ^ (value & ((1ul << half) - 1)));
            }
            x = left << half | right;
        }
        while (x >= (ulong)size);
        return (int)x;

        static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }

    [Fact]
    public void A_full_list_has_no_further_place()
    {
        var places = new IndexPermutation(10, Seed(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => places.At(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => places.At(-1));
        Assert.Throws<ArgumentException>(() => new IndexPermutation(10, new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IndexPermutation(0, new byte[32]));
        Assert.InRange(new IndexPermutation(int.MaxValue, Seed(0)).At(int.MaxValue - 1), 0, int.MaxValue - 1);
    }

    private static int[] Order(int size, byte[] seed, int count = 100)
    {
        var places = new IndexPermutation(size, seed);
        return [.. Enumerable.Range(0, count).Select(places.At)];
    }

    private static byte[] Seed(int number)
    {
        var seed = new byte[32];
        new Random(number).NextBytes(seed);
        return seed;
    }
}
