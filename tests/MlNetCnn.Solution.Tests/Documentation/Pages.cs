using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The Markdown pages of the repository.</summary>
internal static partial class Pages
{
    /// <summary>Every page that is written by hand or generated from the code, by its path from the root.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { "", "docs", "datasets/emoji", "pretrained" }.SelectMany(In),
        .. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).SelectMany(folder => In($"src/{Path.GetFileName(folder)}")),
    ];

    /// <summary>The text of a file of the repository, with line feeds.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    /// <summary>The targets of a page's links.</summary>
    public static IEnumerable<string> Links(string page) => Link().Matches(CodeBlock().Replace(Read(page), "")).Select(match => match.Groups[1].Value);

    /// <summary>The anchors of a page's headings, as GitHub makes them.</summary>
    public static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(CodeBlock().Replace(Read(page), "")).Select(match => AnchorLeftOut().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> In(string folder) =>
        Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md").Order(StringComparer.Ordinal).Select(file => Path.Combine(folder, Path.GetFileName(file)).Replace('\\', '/'));

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // Letters of any script, digits, blanks, hyphens and underscores stay.
    [GeneratedRegex(@"[^\p{L}\p{N}\p{M} _-]")]
    private static partial Regex AnchorLeftOut();
}

/// <summary>Links of a page to files, folders and headings of the repository lead somewhere.</summary>
public sealed class PagesTests
{
    public static TheoryData<string> All => [.. Pages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Links_WithinTheRepository_Resolve(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var broken = Pages.Links(page).Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)).Where(link =>
        {
            var parts = link.Split('#', 2);
            var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(parts[0])));
            return !(parts.Length == 1 ? File.Exists(path) || Directory.Exists(path)
                : File.Exists(path) && Pages.Anchors(Path.GetRelativePath(Repository.Root, path)).Contains(Uri.UnescapeDataString(parts[1])));
        });
        Assert.Empty(broken);
    }

    [Fact]
    public void Pages_AreFound_AndTheMapNamesEachOfDocs()
    {
        Assert.Contains("README.md", Pages.All);
        Assert.Contains("src/MlNetCnn.Training/README.md", Pages.All);
        var linked = Pages.Links("docs/README.md").Select(link => $"docs/{link}");
        Assert.Empty(Pages.All.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md").Except(linked));
        Assert.InRange(Pages.Read("README.md").Count(character => character == '\n'), 40, 120);
    }
}
