namespace MlNetCnn.Diagnostics;

/// <summary>Which of the measured pictures a report shows: so few that it stays small, and those that teach most.</summary>
internal sealed class ReportSelection
{
    /// <summary>Pictures of each kind in the gallery.</summary>
    public const int GalleryLength = 20;

    // The most probable class three times as probable as the next, where there are two. Some are shown however sure the model is.
    private const float CloseMargin = 0.5f;
    private const int MinShown = 5;

    // At about 5 KB each: what leaves a report of any number of pictures well below 20 MB.
    private const int MaxCellImages = 1200;
    private const int PerMistakenCell = 24;
    private const int PerRightCell = 12;

    private readonly Dictionary<(int True, int Predicted), IReadOnlyList<ScoredImage>> _cells;

    /// <summary>Selects.</summary>
    /// <param name="images">The pictures that were measured.</param>
    /// <param name="shownClasses">The classes that the confusion matrix shows.</param>
    public ReportSelection(IReadOnlyList<ScoredImage> images, IReadOnlyCollection<int> shownClasses)
    {
        WorstMistakes = [.. images.Where(image => !image.IsRight).OrderBy(image => image.TrueProbability).Take(GalleryLength)];
        var shown = WorstMistakes.ToHashSet(ReferenceEqualityComparer.Instance);
        LeastCertain =
        [
            .. images.Where(image => !shown.Contains(image)).OrderBy(image => image.Margin).Take(GalleryLength)
                .Where((image, rank) => rank < MinShown || image.Margin < CloseMargin),
        ];

        // Of each cell the first, then of each the second, and so on, until the budget is used: mistakes before what is right.
        var classes = shownClasses.ToHashSet();
        _cells = images
            .Where(image => classes.Contains(image.TrueClass) && classes.Contains(image.PredictedClass))
            .GroupBy(image => (image.TrueClass, image.PredictedClass))
            .SelectMany(cell => Ranked(cell).Select((image, rank) => (image, rank)))
            .OrderBy(entry => entry.image.IsRight).ThenBy(entry => entry.rank)
            .Take(MaxCellImages)
            .GroupBy(entry => (entry.image.TrueClass, entry.image.PredictedClass), entry => entry.image)
            .ToDictionary(cell => cell.Key, cell => (IReadOnlyList<ScoredImage>)[.. cell]);
    }

    /// <summary>The pictures whose own class was thought least of, the worst first.</summary>
    public IReadOnlyList<ScoredImage> WorstMistakes { get; }

    /// <summary>The others of which the two most probable classes lie closest together, the closest first.</summary>
    public IReadOnlyList<ScoredImage> LeastCertain { get; }

    /// <summary>All pictures that are shown in cells, each once.</summary>
    public IEnumerable<ScoredImage> InCells => _cells.Values.SelectMany(cell => cell);

    /// <summary>The pictures that are shown of a cell of the confusion matrix.</summary>
    /// <param name="trueClass">The row.</param>
    /// <param name="predictedClass">The column.</param>
    public IReadOnlyList<ScoredImage> Cell(int trueClass, int predictedClass) => _cells.GetValueOrDefault((trueClass, predictedClass)) ?? [];

    // Of the mistakes those that were made with most confidence, of the others those with least.
    private static IEnumerable<ScoredImage> Ranked(IGrouping<(int True, int Predicted), ScoredImage> cell) =>
        cell.Key.True == cell.Key.Predicted
            ? cell.OrderBy(image => image.Confidence).Take(PerRightCell)
            : cell.OrderByDescending(image => image.Confidence).Take(PerMistakenCell);
}
