echo "the application"
