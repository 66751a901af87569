# Turns a text file into a program that prints it.
echo '#!/bin/sh'
while read -r line; do
    echo "echo '$line'"
done < "$1"
