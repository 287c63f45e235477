using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The clock on the wall may jump: durations are taken from one that cannot, and what depends on a date is listed here with the reason.</summary>
public sealed partial class MonotonicTime
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["MlNetCnn/Features/FeatureCache.cs"] = "which features are dropped first when the folder is full: a jump costs time, never a wrong feature",
        ["MlNetCnn/Features/FeatureCacheFile.cs"] = "says that they were used, for the same choice",
        ["MlNetCnn/Models/ModelPackage.cs"] = "a fixed date inside the package",
        ["MlNetCnn.Diagnostics/Audits/ImageNormalizer.cs"] = "compares the dates of two files, as make does, so that a second run writes only what changed",
        ["MlNetCnn.Hosting/Loading/ModelReloader.cs"] = "the time at which a model was loaded, as its information shows it",
        ["MlNetCnn.Hosting/Loading/ModelFileReader.cs"] = "whether a model file was written since, by any difference of its date",
        ["MlNetCnn.Hosting/Saving/RequestSaver.cs"] = "the time that a saved prediction shows, and whether a half-written file is old enough to belong to nobody",
        ["MlNetCnn.Server/PlainConsoleFormatter.cs"] = "the time of an event in the log of a server",
        ["MlNetCnn.Cli/Commands/NetworkWork.cs"] = "whether a file was written since, by any difference of its date",
        ["MlNetCnn.Cli/Output/Reporting/RunReport.cs"] = "the date that a report shows to a person",
    };

    [Fact]
    public void Sources_TheClockOnTheWall_IsReadWhereAReasonIsGiven()
    {
        var found = Repository.Sources("src")
            .Where(file => WallClock().IsMatch(File.ReadAllText(file.Path)))
            .Select(file => file.Relative);
        Assert.Equal(Reasons.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("var start = DateTime.UtcNow;", true)]
    [InlineData("time.GetUtcNow()", true)]
    [InlineData("file.LastWriteTimeUtc", true)]
    [InlineData("var clock = Stopwatch.StartNew();", false)]
    [InlineData("time.GetTimestamp()", false)]
    public void WallClock_IsToldFromOneThatCannotJump(string code, bool isWall) => Assert.Equal(isWall, WallClock().IsMatch(code));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bGet(Utc|Local)Now\b|(LastWrite|LastAccess|Creation)Time|\bTickCount\b")]
    private static partial Regex WallClock();
}
