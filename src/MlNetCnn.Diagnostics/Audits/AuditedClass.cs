namespace MlNetCnn.Diagnostics;

/// <summary>The number of usable images of a class in each split.</summary>
/// <param name="Name">The class name.</param>
/// <param name="Unassigned">Images without a split.</param>
/// <param name="Train">Training images.</param>
/// <param name="Validation">Validation images.</param>
/// <param name="Test">Test images.</param>
/// <param name="Unreadable">Images of any split that cannot be used.</param>
public sealed record AuditedClass(string Name, int Unassigned, int Train, int Validation, int Test, int Unreadable)
{
    /// <summary>Images that can be trained on: the training images and those without a split.</summary>
    public int Learnable => Unassigned + Train;

    /// <summary>Counts the images of each class.</summary>
    /// <param name="survey">The scanned images.</param>
    /// <returns>The classes in ordinal order.</returns>
    internal static IReadOnlyList<AuditedClass> Of(DatasetScan survey)
    {
        var listing = survey.Listing;
        var counts = listing.ClassNames.ToDictionary(name => name, name => new AuditedClass(name, 0, 0, 0, 0, 0), StringComparer.Ordinal);
        for (var i = 0; i < listing.Count; i++)
        {
            var counted = counts[listing[i].Label];
            counts[listing[i].Label] = !survey.Records[i].IsReadable ? counted with { Unreadable = counted.Unreadable + 1 }
                : listing[i].Split switch
                {
                    DatasetSplit.Train => counted with { Train = counted.Train + 1 },
                    DatasetSplit.Validation => counted with { Validation = counted.Validation + 1 },
                    DatasetSplit.Test => counted with { Test = counted.Test + 1 },
                    _ => counted with { Unassigned = counted.Unassigned + 1 },
                };
        }

        return [.. listing.ClassNames.Select(name => counts[name])];
    }
}
