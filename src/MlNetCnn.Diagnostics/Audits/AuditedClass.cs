namespace MlNetCnn.Diagnostics;

/// <summary>How many usable pictures a class has in each part.</summary>
/// <param name="Name">The class.</param>
/// <param name="Unassigned">Pictures without a part.</param>
/// <param name="Train">Pictures to learn from.</param>
/// <param name="Validation">Pictures that steer.</param>
/// <param name="Test">Pictures that are only measured.</param>
/// <param name="Unreadable">Pictures, in any part, that cannot be used.</param>
public sealed record AuditedClass(string Name, int Unassigned, int Train, int Validation, int Test, int Unreadable)
{
    /// <summary>Pictures that can be learnt from: those of train and those without a part.</summary>
    public int Learnable => Unassigned + Train;

    /// <summary>Counts the pictures of each class.</summary>
    /// <param name="survey">The pictures.</param>
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
