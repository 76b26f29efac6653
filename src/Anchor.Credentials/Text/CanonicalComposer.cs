namespace Anchor.Credentials.Text;

/// <summary>Reordering and composition of Unicode Standard Annex 15, on code points.</summary>
internal static class CanonicalComposer
{
    private const int LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, SBase = 0xAC00, LCount = 19, VCount = 21, TCount = 28;

    /// <summary>The vowels and final consonants of Hangul that join the syllable before them.</summary>
    public static IEnumerable<int> ComposingJamo => Enumerable.Range(VBase, VCount).Concat(Enumerable.Range(TBase + 1, TCount - 1));

    /// <summary>Sorts each run of combining characters by class, keeping the order within a class.</summary>
    public static void Reorder(List<int> points)
    {
        var data = CanonicalData.Instance;
        var start = 0;
        while (start < points.Count)
        {
            var end = start;
            while (end < points.Count && data.ClassOf(points[end]) != 0) end++;
            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(data.ClassOf).ToList();
                for (var i = 0; i < sorted.Count; i++) points[start + i] = sorted[i];
            }
            start = end + 1;
        }
    }

    /// <summary>Joins what a starter and the characters after it compose to.</summary>
    public static List<int> Compose(List<int> points)
    {
        var data = CanonicalData.Instance;
        var result = new List<int>(points.Count);
        var (starter, lastClass) = (-1, -1);
        foreach (var point in points)
        {
            var combining = data.ClassOf(point);
            // A character is blocked from its starter by one of an equal or higher class between them.
            if (starter >= 0 && lastClass < combining && Join(result[starter], point) is { } joined)
            {
                result[starter] = joined;
                continue;
            }
            if (combining == 0) (starter, lastClass) = (result.Count, -1);
            else lastClass = combining;
            result.Add(point);
        }
        return result;
    }

    public static bool TryDecomposeHangul(int point, List<int> into)
    {
        var index = point - SBase;
        if (index is < 0 or >= LCount * VCount * TCount) return false;
        into.Add(LBase + index / (VCount * TCount));
        into.Add(VBase + index % (VCount * TCount) / TCount);
        if (index % TCount != 0) into.Add(TBase + index % TCount);
        return true;
    }

    private static int? Join(int first, int second)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
            return SBase + ((first - LBase) * VCount + second - VBase) * TCount;
        if (first - SBase is >= 0 and < LCount * VCount * TCount && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount)
            return first + second - TBase;
        return CanonicalData.Instance.CompositeOf(first, second);
    }
}
