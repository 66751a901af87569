namespace Sharpbuild.Linux.Launching;

/// <summary>A place that takes the result of one operation of a child for arguments of later ones.</summary>
/// <param name="Index">Its number.</param>
internal readonly record struct Slot(int Index);
