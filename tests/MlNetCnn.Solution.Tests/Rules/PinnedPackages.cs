using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Packages resolve to the versions that the projects are built for.</summary>
public sealed class PinnedPackages
{
    [Fact]
    public void SkiaSharp_IsTheVersionThatMlNetCalls() => Assert.Equal(3, typeof(SKBitmap).Assembly.GetName().Version!.Major);

    [Fact]
    public void PinnedPackages_ResolveAsPinned()
    {
        foreach (var lockFile in Directory.GetFiles(Repository.Root, "packages.lock.json", SearchOption.AllDirectories))
        {
            var skia = Regex.Match(File.ReadAllText(lockFile), "\"SkiaSharp\": \\{[^}]*\"resolved\": \"([^\"]+)\"");
            // The oldest stock consumer runs ML.NET 5.0.1, which calls members that SkiaSharp 3 changed.
            var expected = lockFile.Contains("Lowest", StringComparison.Ordinal) ? "2.88.9" : "3.119.4";
            Assert.True(!skia.Success || skia.Groups[1].Value == expected, $"{lockFile} resolves SkiaSharp {skia.Groups[1].Value}");
        }
    }
}
