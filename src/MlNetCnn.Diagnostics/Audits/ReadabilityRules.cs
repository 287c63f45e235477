using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Finds files, rows and classes that cannot be used.</summary>
internal static class ReadabilityRules
{
    /// <summary>The code for a dataset without any readable image.</summary>
    public const string NothingReadable = "NOTHING_READABLE";

    /// <summary>The code for a dataset with fewer than two classes to train on.</summary>
    public const string OneClass = "ONE_CLASS";

    /// <summary>Applies the rules.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The findings.</returns>
    public static IEnumerable<AuditFinding> Apply(AuditEvidence evidence)
    {
        var survey = evidence.Survey;
        var errors = survey.Errors.OfType<ImageError>().ToArray();
        var leftOut = survey.Listing.Errors;
        var tooMany = RejectionLimit.Find(survey.Records.Count, leftOut, errors, evidence.Options.MaxRejectedFraction) is not null;
        var paths = Array.ConvertAll(errors, error => error.Path);
        if (errors.Length == survey.Records.Count)
        {
            yield return new AuditFinding(
                AuditSeverity.Error, NothingReadable, errors.Length,
                $"0 usable of {DisplayText.Count(errors.Length, "image")} ({RejectionLimit.ByKind(errors)})",
                "check the listed files") { Paths = paths };
        }
        else
        {
            foreach (var finding in OnClasses(evidence))
            {
                yield return finding;
            }

            if (errors.Length > 0)
            {
                var fraction = (100.0 * errors.Length / survey.Records.Count).ToString("0.#", CultureInfo.InvariantCulture);
                yield return new AuditFinding(
                    tooMany ? AuditSeverity.Error : AuditSeverity.Warning, "UNREADABLE", errors.Length,
                    $"{DisplayText.Count(errors.Length, "image")} ({fraction} %) cannot be used: {RejectionLimit.ByKind(errors)}",
                    tooMany ? "repair or remove them; training fails with this many" : "repair or remove them; training skips them") { Paths = paths };
            }
        }

        if (leftOut.Count > 0)
        {
            yield return new AuditFinding(
                leftOut.All(error => error.Code == ErrorCodes.NotAnImage) ? AuditSeverity.Note : tooMany ? AuditSeverity.Error : AuditSeverity.Warning,
                "LEFT_OUT", leftOut.Count,
                $"files or rows that are not listed: {RejectionLimit.ByKind(leftOut)}",
                tooMany ? "see the reason for each; training fails with this many" : "see the reason for each")
            {
                Paths = [.. leftOut.Select(error => error.Path)],
            };
        }

        foreach (var note in survey.Listing.Notes)
        {
            yield return new AuditFinding(AuditSeverity.Warning, "LISTING", 1, note, "correct the dataset if this is not intended");
        }
    }

    private static IEnumerable<AuditFinding> OnClasses(AuditEvidence evidence)
    {
        var learnable = evidence.Classes.Where(counted => counted.Learnable > 0).ToList();
        if (learnable.Count < 2)
        {
            yield return new AuditFinding(
                AuditSeverity.Error, OneClass, 1,
                learnable.Count == 0 ? "there are no training images" : $"'{learnable[0].Name}' is the only class with training images",
                "add images of a second class, for example a folder 'other' with anything else");
        }

        var unreadable = evidence.Classes
            .Where(counted => counted is { Learnable: 0, Unreadable: > 0, Validation: 0, Test: 0 })
            .Select(counted => counted.Name)
            .ToList();
        if (unreadable.Count > 0)
        {
            yield return new AuditFinding(
                AuditSeverity.Error, "CLASS_UNREADABLE", unreadable.Count, $"{ClassBalance.Names(unreadable)}: none of the images can be used",
                "replace the images of the class, or remove it");
        }
    }
}
