namespace MlNetCnn.Diagnostics;

/// <summary>Selects the most informative measured images for a report, few enough to keep it small.</summary>
internal sealed class ReportSelection
{
    /// <summary>The number of images of each kind in the gallery.</summary>
    public const int GalleryLength = 20;

    // A margin of 0.5: of two classes, the first is three times as probable as the second. Some images are shown however certain the model is.
    private const float CloseMargin = 0.5f;
    private const int MinShown = 5;

    // At about 5 KB each, this keeps a report of any number of images well below 20 MB.
    private const int MaxCellImages = 1200;
    private const int PerMistakenCell = 24;
    private const int PerRightCell = 12;

    private readonly Dictionary<(int True, int Predicted), IReadOnlyList<ScoredImage>> _cells;

    /// <summary>Selects the images.</summary>
    /// <param name="images">The measured images.</param>
    /// <param name="shownClasses">The classes of the confusion matrix.</param>
    public ReportSelection(IReadOnlyList<ScoredImage> images, IReadOnlyCollection<int> shownClasses)
    {
        WorstMistakes = [.. images.Where(image => !image.IsRight).OrderBy(image => image.TrueProbability).Take(GalleryLength)];
        var shown = WorstMistakes.ToHashSet(ReferenceEqualityComparer.Instance);
        LeastCertain =
        [
            .. images.Where(image => !shown.Contains(image)).OrderBy(image => image.Margin).Take(GalleryLength)
                .Where((image, rank) => rank < MinShown || image.Margin < CloseMargin),
        ];

        // The first image of each cell, then the second of each, and so on, until the budget is used up: mistakes before correct predictions.
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

    /// <summary>The images with the lowest probability of their true class, the worst first.</summary>
    public IReadOnlyList<ScoredImage> WorstMistakes { get; }

    /// <summary>The other images, by the smallest difference between the two highest probabilities.</summary>
    public IReadOnlyList<ScoredImage> LeastCertain { get; }

    /// <summary>All images that are shown in cells, each once.</summary>
    public IEnumerable<ScoredImage> InCells => _cells.Values.SelectMany(cell => cell);

    /// <summary>Returns the images that are shown for a cell of the confusion matrix.</summary>
    /// <param name="trueClass">The row.</param>
    /// <param name="predictedClass">The column.</param>
    public IReadOnlyList<ScoredImage> Cell(int trueClass, int predictedClass) => _cells.GetValueOrDefault((trueClass, predictedClass)) ?? [];

    // Mistakes with the highest confidence, and correct predictions with the lowest.
    private static IEnumerable<ScoredImage> Ranked(IGrouping<(int True, int Predicted), ScoredImage> cell) =>
        cell.Key.True == cell.Key.Predicted
            ? cell.OrderBy(image => image.Confidence).Take(PerRightCell)
            : cell.OrderByDescending(image => image.Confidence).Take(PerMistakenCell);
}
