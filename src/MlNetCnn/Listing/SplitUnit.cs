namespace MlNetCnn;

/// <summary>What a split moves as a whole: the pictures of one group, or one picture.</summary>
internal sealed class SplitUnit
{
    /// <summary>The pictures, by their index.</summary>
    public List<int> Images { get; } = new(1);

    /// <summary>The part they play; until they are moved, they train.</summary>
    public ImagePart Part { get; set; } = ImagePart.Train;

    /// <summary>Gathers the units of each class; a unit with pictures of several classes belongs to the most frequent of them.</summary>
    /// <param name="images">The pictures, in a fixed order.</param>
    /// <returns>For each class in ordinal order its units, in the order of their first pictures.</returns>
    public static SplitUnit[][] Strata(LabeledImage[] images)
    {
        var units = new List<SplitUnit>();
        var groups = new Dictionary<string, SplitUnit>(StringComparer.Ordinal);
        for (var index = 0; index < images.Length; index++)
        {
            SplitUnit? unit = null;
            if (images[index].Group is { } group && !groups.TryGetValue(group, out unit))
            {
                groups.Add(group, unit = new SplitUnit());
                units.Add(unit);
            }

            if (unit is null)
            {
                units.Add(unit = new SplitUnit());
            }

            unit.Images.Add(index);
        }

        return
        [
            .. units
                .GroupBy(unit => unit.Label(images), StringComparer.Ordinal)
                .OrderBy(stratum => stratum.Key, StringComparer.Ordinal)
                .Select(stratum => stratum.ToArray()),
        ];
    }

    private string Label(LabeledImage[] images) =>
        Images.Count == 1
            ? images[Images[0]].Label
            : ClassBalance.Count(Images.Select(index => images[index])).MaxBy(entry => entry.Value).Key;
}
