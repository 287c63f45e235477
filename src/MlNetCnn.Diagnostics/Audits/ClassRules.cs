namespace MlNetCnn.Diagnostics;

/// <summary>Finds problems with the image counts of classes and splits.</summary>
internal static class ClassRules
{
    /// <summary>Applies the rules.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The findings.</returns>
    public static IEnumerable<AuditFinding> Apply(AuditEvidence evidence)
    {
        var classes = evidence.Classes;
        var learnable = classes.Where(counted => counted.Learnable > 0).ToList();
        var tiny = learnable.Where(counted => counted.Learnable < ClassBalance.FewImages).ToList();
        if (tiny.Count > 0)
        {
            yield return new AuditFinding(
                AuditSeverity.Warning, "TINY_CLASS", tiny.Count,
                $"{ClassBalance.Names([.. tiny.Select(counted => $"{counted.Name} ({counted.Learnable})")])}: fewer than {ClassBalance.FewImages} images",
                "add images, or merge the class with another");
        }

        if (learnable.Count > 1)
        {
            var largest = learnable.MaxBy(counted => counted.Learnable)!;
            var smallest = learnable.MinBy(counted => counted.Learnable)!;
            var severe = largest.Learnable >= (long)ClassBalance.Imbalance * smallest.Learnable;
            if (severe || largest.Learnable >= 10L * smallest.Learnable)
            {
                yield return new AuditFinding(
                    severe ? AuditSeverity.Warning : AuditSeverity.Note, "IMBALANCE", learnable.Count,
                    $"{largest.Name} has {largest.Learnable} images and {smallest.Name} {smallest.Learnable}",
                    "add images of the small classes, and evaluate with macro F1 and balanced accuracy, not accuracy alone");
            }
        }

        foreach (var finding in Missing(classes, "validation", counted => counted.Validation)
            .Concat(Missing(classes, "test", counted => counted.Test)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<AuditFinding> Missing(IReadOnlyList<AuditedClass> classes, string part, Func<AuditedClass, int> count)
    {
        if (classes.All(counted => count(counted) == 0))
        {
            yield break;
        }

        var missing = classes.Where(counted => counted.Learnable > 0 && count(counted) == 0).Select(counted => counted.Name).ToList();
        if (missing.Count > 0)
        {
            yield return new AuditFinding(
                AuditSeverity.Warning, "MISSING_CLASS", missing.Count, $"{ClassBalance.Names(missing)}: no images in the {part} split",
                $"add images of it to the {part} split; otherwise the class is not measured");
        }

        var unknown = classes.Where(counted => counted.Learnable == 0 && count(counted) > 0).ToList();
        if (unknown.Count > 0)
        {
            yield return new AuditFinding(
                AuditSeverity.Warning, "UNKNOWN_CLASS", unknown.Count,
                $"{ClassBalance.Names([.. unknown.Select(counted => $"{counted.Name} ({count(counted)})")])}: only in the {part} split, never trained on",
                "correct the label, or add training images of the class; when measured, these count as wrong");
        }
    }
}
